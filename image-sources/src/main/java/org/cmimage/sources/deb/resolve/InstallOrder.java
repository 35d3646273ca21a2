package org.cmimage.sources.deb.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;

/**
 * An order in which every package comes after its dependencies. The members of a dependency cycle
 * are adjacent; among them Pre-Depends are still respected. Equal sets give equal orders.
 */
final class InstallOrder {
  /** A package, its dependencies in the set, and the state of the search at it. */
  private static final class Node {
    private final BinaryPackage binary;
    private final List<Node> needs = new ArrayList<>();
    private final List<Node> preNeeds = new ArrayList<>();
    private final List<Node> cycle = new ArrayList<>();
    private Node head = this;
    private int index = -1;
    private int low;
    private boolean closed;
    private boolean ordered;

    Node(BinaryPackage binary) {
      this.binary = binary;
    }
  }

  /** A position in a depth-first search. */
  private static final class Frame {
    private final Node node;
    private final List<Node> needs;
    private int next;

    Frame(Node node, List<Node> needs) {
      this.node = node;
      this.needs = needs;
    }
  }

  private final Deque<Node> open = new ArrayDeque<>();
  private final List<Node> finished = new ArrayList<>();
  private final List<BinaryPackage> order = new ArrayList<>();
  private int entered;

  private InstallOrder() {}

  /** Orders a set that is closed under dependencies. */
  static List<BinaryPackage> of(Scope scope, Collection<BinaryPackage> packages)
      throws FaultException {
    Map<BinaryPackage, Node> nodes = new LinkedHashMap<>();
    packages.stream()
        .sorted(Comparator.comparing(BinaryPackage::name))
        .forEach(binary -> nodes.put(binary, new Node(binary)));
    for (Node node : nodes.values()) {
      for (Requirement requirement : scope.requirements(node.binary)) {
        for (BinaryPackage candidate : requirement.candidates()) {
          Node need = nodes.getOrDefault(candidate, node);
          if (!need.equals(node)) {
            node.needs.add(need);
            if (requirement.pre()) {
              node.preNeeds.add(need);
            }
          }
        }
      }
    }
    InstallOrder order = new InstallOrder();
    nodes.values().forEach(order::visit);
    order.arrangeCycles();
    return order.order;
  }

  /** Runs Tarjan's algorithm without recursion: a chain of dependencies may have any length. */
  private void visit(Node root) {
    if (root.index >= 0) {
      return;
    }
    Deque<Frame> path = new ArrayDeque<>();
    enter(root, path);
    while (!path.isEmpty()) {
      Frame frame = path.element();
      if (frame.next < frame.needs.size()) {
        Node need = frame.needs.get(frame.next++);
        if (need.index < 0) {
          enter(need, path);
        } else if (!need.closed) {
          frame.node.low = Math.min(frame.node.low, need.index);
        }
      } else {
        path.remove();
        leave(frame.node);
        if (!path.isEmpty()) {
          Node above = path.element().node;
          above.low = Math.min(above.low, frame.node.low);
        }
      }
    }
  }

  private void enter(Node node, Deque<Frame> path) {
    node.index = entered++;
    node.low = node.index;
    open.push(node);
    path.push(new Frame(node, node.needs));
  }

  private void leave(Node node) {
    finished.add(node);
    if (node.low == node.index) {
      Node member;
      do {
        member = open.pop();
        member.closed = true;
        member.head = node;
      } while (!member.equals(node));
    }
  }

  /**
   * Arranges the cycles in the order in which they were closed, and their members in the order in
   * which they were finished, except for Pre-Depends.
   */
  private void arrangeCycles() {
    finished.forEach(node -> node.head.cycle.add(node));
    for (Node node : finished) { // the root of a cycle is finished last of its members
      node.cycle.forEach(this::addAfterPreNeeds);
    }
  }

  private void addAfterPreNeeds(Node root) {
    Deque<Frame> path = new ArrayDeque<>();
    enterForOrder(root, path);
    while (!path.isEmpty()) {
      Frame frame = path.element();
      if (frame.next < frame.needs.size()) {
        enterForOrder(frame.needs.get(frame.next++), path);
      } else {
        order.add(path.remove().node.binary);
      }
    }
  }

  private static void enterForOrder(Node node, Deque<Frame> path) {
    if (!node.ordered) {
      node.ordered = true;
      path.push(new Frame(node, node.preNeeds));
    }
  }
}
