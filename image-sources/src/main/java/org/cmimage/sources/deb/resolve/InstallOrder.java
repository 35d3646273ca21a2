package org.cmimage.sources.deb.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.spi.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * An order in which every package comes after what it needs. Packages that need each other stand together; among them Pre-Depends are
 * still kept. Equal sets give equal orders.
 */
final class InstallOrder {
  /** A package with what it needs of the set. */
  private record Node(BinaryPackage binary, List<String> needs, List<String> preNeeds) {}

  /** A place in a depth-first walk. */
  private static final class Frame {
    private final String name;
    private final List<String> needs;
    private int next;

    Frame(String name, List<String> needs) {
      this.name = name;
      this.needs = needs;
    }
  }

  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Integer> index = new HashMap<>();
  private final Map<String, Integer> low = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> closed = new HashSet<>();
  private final List<String> finished = new ArrayList<>();
  private final Map<String, String> cycle = new HashMap<>();

  private InstallOrder() {}

  /** Orders a set that is closed under dependencies. */
  static List<BinaryPackage> of(Scope scope, Collection<BinaryPackage> packages) throws FaultException {
    InstallOrder order = new InstallOrder();
    Set<BinaryPackage> members = new HashSet<>(packages);
    List<BinaryPackage> sorted = packages.stream().sorted(Comparator.comparing(BinaryPackage::name)).toList();
    for (BinaryPackage binary : sorted) {
      List<String> needs = new ArrayList<>();
      List<String> preNeeds = new ArrayList<>();
      for (Requirement requirement : scope.requirements(binary)) {
        for (BinaryPackage candidate : requirement.candidates()) {
          if (members.contains(candidate) && candidate != binary) {
            (requirement.pre() ? preNeeds : needs).add(candidate.name());
          }
        }
      }
      needs.addAll(0, preNeeds);
      order.nodes.put(binary.name(), new Node(binary, needs, preNeeds));
    }
    sorted.forEach(binary -> order.visit(binary.name()));
    return order.byCycles();
  }

  /** Tarjan's algorithm, without recursion: a chain of dependencies may be as long as its author likes. */
  private void visit(String root) {
    if (index.containsKey(root)) {
      return;
    }
    Deque<Frame> path = new ArrayDeque<>();
    enter(root, path);
    while (!path.isEmpty()) {
      Frame frame = path.peek();
      if (frame.next < frame.needs.size()) {
        String need = frame.needs.get(frame.next++);
        if (!index.containsKey(need)) {
          enter(need, path);
        } else if (!closed.contains(need)) {
          low.merge(frame.name, index.get(need), Math::min);
        }
      } else {
        path.remove();
        leave(frame.name);
        if (!path.isEmpty()) {
          low.merge(path.peek().name, low.get(frame.name), Math::min);
        }
      }
    }
  }

  private void enter(String name, Deque<Frame> path) {
    index.put(name, index.size());
    low.put(name, index.get(name));
    open.push(name);
    path.push(new Frame(name, nodes.get(name).needs));
  }

  private void leave(String name) {
    finished.add(name);
    if (low.get(name).equals(index.get(name))) {
      String member;
      do {
        member = open.pop();
        closed.add(member);
        cycle.put(member, name);
      } while (!member.equals(name));
    }
  }

  /** Cycle by cycle in the order in which they were closed; inside, in the order in which members were finished, but for Pre-Depends. */
  private List<BinaryPackage> byCycles() {
    Map<String, List<String>> members = new HashMap<>();
    finished.forEach(name -> members.computeIfAbsent(cycle.get(name), c -> new ArrayList<>()).add(name));
    List<BinaryPackage> order = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String name : finished) {
      if (cycle.get(name).equals(name)) { // the head of a cycle is finished last of its members
        members.get(name).forEach(member -> addWithPreNeeds(member, done, order));
      }
    }
    return order;
  }

  private void addWithPreNeeds(String root, Set<String> done, List<BinaryPackage> order) {
    Deque<Frame> path = new ArrayDeque<>();
    if (done.add(root)) {
      path.push(new Frame(root, nodes.get(root).preNeeds));
    }
    while (!path.isEmpty()) {
      Frame frame = path.peek();
      if (frame.next < frame.needs.size()) {
        String need = frame.needs.get(frame.next++);
        if (done.add(need)) {
          path.push(new Frame(need, nodes.get(need).preNeeds));
        }
      } else {
        order.add(nodes.get(path.remove().name).binary);
      }
    }
  }
}
