package org.cmimage.core.identity;

import static com.google.common.base.Verify.verifyNotNull;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * A count of a tree's ELF files by machine type. Thread-safe; uses constant memory. Files for no
 * CPU, and firmware, are counted as {@link #counts() files} but not as programs.
 */
final class ProgramCensus {
  private static final TreePath APPLICATIONS = TreePath.of("apps");

  /** For each architecture, the places of its code: in a system, in applications. */
  private final Map<Architecture, List<CodePlaces>> places = new EnumMap<>(Architecture.class);

  private final Map<String, Count> machines = new ConcurrentHashMap<>();

  private static final class Count {
    final LongAdder all = new LongAdder();
    final LongAdder programs = new LongAdder();
    final LongAdder inPlace = new LongAdder();
    final OffendingPaths first = new OffendingPaths();
    final OffendingPaths firstInPlace = new OffendingPaths();
  }

  ProgramCensus() {
    for (Architecture architecture : Architecture.values()) {
      places.put(
          architecture,
          List.of(new CodePlaces(architecture, false), new CodePlaces(architecture, true)));
    }
  }

  void add(TreePath path, ElfHeader header) {
    String name = header.machineName();
    boolean counted = machines.size() < ForeignCode.MOST_MACHINES || machines.containsKey(name);
    Count count =
        machines.computeIfAbsent(counted ? name : ForeignCode.FURTHER, key -> new Count());
    count.all.increment();
    if (!header.isForCpu() || CodePlaces.isFirmware(path)) {
      return;
    }
    count.programs.increment();
    count.first.add(path);
    if (isCode(path, header)) {
      count.inPlace.increment();
      count.firstInPlace.add(path);
    }
  }

  private boolean isCode(TreePath path, ElfHeader header) {
    boolean isCode = header.isProgram() || header.isObject() && CodePlaces.isModule(path);
    if (!isCode || ForeignTool.at(path).isPresent()) {
      return false;
    }
    Architecture own = architecture(header.machineName()).orElse(Architecture.X86_64);
    return verifyNotNull(places.get(own)).get(path.startsWith(APPLICATIONS) ? 1 : 0).hold(path);
  }

  /** Returns the architecture whose programs have this machine name. */
  static Optional<Architecture> architecture(String machineName) {
    return Architecture.find(machineName).filter(a -> a.unameName().equals(machineName));
  }

  /** Returns the number of ELF files of each machine type, including data. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    machines.forEach((name, count) -> counts.put(name, count.all.sum()));
    return counts;
  }

  /** Returns the files for CPUs, by machine type, with their places, most first. */
  List<TreeIdentity.Programs> programs() {
    return machines.entrySet().stream()
        .filter(entry -> entry.getValue().programs.sum() > 0)
        .map(entry -> programs(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing(TreeIdentity.Programs::inPlace)
                .thenComparing(TreeIdentity.Programs::count)
                .reversed()
                .thenComparing(TreeIdentity.Programs::machine))
        .toList();
  }

  private static TreeIdentity.Programs programs(String machine, Count count) {
    long inPlace = count.inPlace.sum();
    OffendingPaths first = inPlace > 0 ? count.firstInPlace : count.first;
    return new TreeIdentity.Programs(machine, count.programs.sum(), inPlace, first.named());
  }
}
