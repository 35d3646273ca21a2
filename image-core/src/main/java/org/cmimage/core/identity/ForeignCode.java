package org.cmimage.core.identity;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/** Code for other machines in the places of a tree's own code. Thread-safe. */
public final class ForeignCode {
  /** The limit of machine types, far more than exist; a hostile tree may have any number. */
  static final int MOST_MACHINES = 50;

  static final String FURTHER = "further machines";

  private final Architecture architecture;
  private final CodePlaces codePlaces;
  private final Map<String, OffendingPaths> foreign = new ConcurrentHashMap<>();
  private final Map<String, OffendingPaths> compatible = new ConcurrentHashMap<>();
  private final Map<ForeignTool, OffendingPaths> tools = new ConcurrentSkipListMap<>();

  /**
   * Makes an empty collection.
   *
   * @param applications whether the tree has applications with a layout of their own each
   */
  public ForeignCode(Architecture architecture, boolean applications) {
    this.architecture = architecture;
    this.codePlaces = new CodePlaces(architecture, applications);
  }

  /** Adds a file if it is for another machine, and in one of the places. */
  public void add(TreePath path, ElfHeader header) {
    boolean isCode = header.isProgram() || header.isObject() && CodePlaces.isModule(path);
    if (header.isFor(architecture) || !isCode || !codePlaces.hold(path)) {
      return;
    }
    Optional<ForeignTool> tool = ForeignTool.at(path);
    if (tool.isPresent()) {
      tools.computeIfAbsent(tool.get(), key -> new OffendingPaths()).add(path);
      return;
    }
    Map<String, OffendingPaths> machines = runsToo(header) ? compatible : foreign;
    String name = header.machineName();
    boolean counted = machines.size() < MOST_MACHINES || machines.containsKey(name);
    machines.computeIfAbsent(counted ? name : FURTHER, key -> new OffendingPaths()).add(path);
  }

  /** Returns whether it is one of the 32-bit programs that CPUs of the architecture can run. */
  private boolean runsToo(ElfHeader header) {
    return header.bits() == 32
        && switch (architecture) {
          case X86_64 -> header.machine() == 3;
          case AARCH64 -> header.machine() == 40;
          case RISCV64 -> false;
        };
  }

  /** Returns the code that the architecture's CPUs cannot run, by machine type. */
  public Map<String, OffendingPaths> foreign() {
    return foreign;
  }

  /** Returns the tools of another machine that were left in the image when it was made. */
  public Map<ForeignTool, OffendingPaths> tools() {
    return tools;
  }

  /** Returns the 32-bit code that the architecture's CPUs can run, by machine type. */
  public Map<String, OffendingPaths> compatible() {
    return compatible;
  }
}
