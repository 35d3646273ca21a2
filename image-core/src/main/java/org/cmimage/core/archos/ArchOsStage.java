package org.cmimage.core.archos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ArchOsBinding;
import org.cmimage.model.change.HeadNodeNames;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The last stage of setting up an architecture and distribution: examines the trees and entities of
 * its three components, and binds them where all are right, see {@link ArchOsBinding}. Idempotent.
 * Not thread-safe; the caller holds the lock of the run.
 */
public final class ArchOsStage {
  private final ClusterLayout layout;
  private final HostCalls calls;
  private final ClusterStore store;

  public ArchOsStage(ClusterLayout layout, HostCalls calls, ClusterStore store) {
    this.layout = layout;
    this.calls = calls;
    this.store = store;
  }

  /**
   * Examines all three components; changes nothing.
   *
   * @return all defects, component by component; empty when they can be bound
   * @throws IOException where a tree cannot be read, or the store fails
   */
  public List<ComponentFault> examine(ArchOs archOs) throws IOException {
    return examinations(archOs).stream().flatMap(e -> e.faults().stream()).toList();
  }

  /**
   * Examines and binds them, all or nothing.
   *
   * @return the changes, a line each, for display; empty where there were none
   * @throws FaultException with code {@link ErrorCode#ARCH_OS_MISMATCH}, naming all defects of the
   *     components, and {@link Remedy.Recreate}
   */
  public List<String> bind(ArchOs archOs) throws IOException {
    List<ComponentExamination> wrong =
        examinations(archOs).stream().filter(e -> !e.faults().isEmpty()).toList();
    if (!wrong.isEmpty()) {
      throw mismatch(archOs, wrong);
    }
    HeadNodeLinks links = new HeadNodeLinks(layout);
    try {
      List<String> lines = new ArrayList<>();
      Set<String> renamed = renamed(snapshot(), links, lines);
      // Only the lines of the last attempt are valid.
      List<ArchOsBinding> attempts = new ArrayList<>();
      store.update(
          cluster -> {
            attempts.add(ArchOsBinding.of(cluster, archOs, renamed));
            return attempts.get(attempts.size() - 1).changes();
          });
      lines.addAll(attempts.get(attempts.size() - 1).lines());
      return lines;
    } catch (StoreException e) {
      links.undo();
      throw Stores.fault(e);
    } catch (IOException | RuntimeException e) {
      links.undo();
      throw e;
    }
  }

  private List<ComponentExamination> examinations(ArchOs archOs) throws IOException {
    ClusterSnapshot cluster = snapshot();
    List<ComponentExamination> examinations = new ArrayList<>();
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, archOs);
      examinations.add(ComponentExamination.of(layout, calls, cluster, component));
    }
    return examinations;
  }

  private static FaultException mismatch(ArchOs archOs, List<ComponentExamination> wrong) {
    String faults =
        wrong.stream()
            .flatMap(examination -> examination.faults().stream())
            .map(fault -> "\n  " + fault)
            .collect(Collectors.joining());
    String components =
        wrong.stream()
            .map(examination -> examination.repair().component().name())
            .collect(Collectors.joining(", "));
    return new FaultException(
        ErrorCode.ARCH_OS_MISMATCH,
        "cannot set up " + archOs,
        "arch/OS does not match in " + components + faults,
        new Remedy.Recreate(archOs, wrong.stream().map(ComponentExamination::repair).toList()));
  }

  /**
   * Returns the plain names of the head node's own parts that are available under their new ones.
   */
  private Set<String> renamed(ClusterSnapshot cluster, HeadNodeLinks links, List<String> lines)
      throws IOException {
    Set<String> renamed = new TreeSet<>();
    for (Map.Entry<String, String> name : HeadNodeNames.ofParts(cluster).entrySet()) {
      if (links.leadsThere(name.getKey(), name.getValue())) {
        renamed.add(name.getKey());
      } else {
        lines.add(
            "Keeping fspart " + name.getKey() + ": " + name.getValue() + " is something else");
      }
    }
    return renamed;
  }

  private ClusterSnapshot snapshot() throws FaultException {
    try {
      return store.snapshot();
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }
}
