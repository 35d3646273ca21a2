package org.cmimage.core.identity;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.rule.ArchOsMatcher;
import org.cmimage.model.rule.Mismatch;

/**
 * The identity of a tree, concluded from its content, with reasons. Whether the tree can be used is
 * decided by {@link TreeVerifier}.
 *
 * @param kind the component's kind; a node-installer without marker counts as a software image
 * @param distribution the distribution and release
 * @param architecture the architecture of most of its code
 * @param programs its ELF files for CPUs by machine type, most first
 * @param kernels the releases of kernels and kernel modules in it, newest first
 * @param isEmpty whether there is no node in it
 */
public record TreeIdentity(
    Conclusion<ComponentKind> kind,
    Conclusion<Distribution> distribution,
    Conclusion<Architecture> architecture,
    List<Programs> programs,
    List<String> kernels,
    boolean isEmpty) {
  /**
   * A conclusion from the evidence; empty where it is not conclusive.
   *
   * @param why the reasons, a line each, for display
   */
  public record Conclusion<T>(Optional<T> value, List<String> why) {
    public Conclusion {
      why = ImmutableList.copyOf(why);
    }
  }

  /**
   * The ELF files of one machine type.
   *
   * @param machine such as {@code aarch64}
   * @param count the number of files
   * @param inPlace the number of those in the places of a system's own code
   * @param first the first three paths, of those in place if there are any
   */
  public record Programs(String machine, long count, long inPlace, List<String> first) {
    public Programs {
      first = ImmutableList.copyOf(first);
    }
  }

  public TreeIdentity {
    programs = ImmutableList.copyOf(programs);
    kernels = ImmutableList.copyOf(kernels);
  }

  /** Concludes the identity of a tree, in one walk over it. No program of it is run. */
  public static TreeIdentity of(Rootfs tree) throws IOException {
    return TreeEvidence.of(tree).identity();
  }

  /** Returns architecture and distribution, where both are known. */
  public Optional<ArchOs> archOs() {
    return architecture
        .value()
        .flatMap(machine -> distribution.value().map(release -> new ArchOs(machine, release)));
  }

  /** Returns all reasons: of the kind, the distribution, and the architecture. */
  public List<String> why() {
    List<String> why = new ArrayList<>(kind.why());
    why.addAll(distribution.why());
    why.addAll(architecture.why());
    return why;
  }

  /**
   * Returns all known properties of the tree that contradict the component. Unknown properties
   * contradict nothing.
   */
  public List<Mismatch> refusals(ComponentName component) {
    ArchOs requested = component.archOs();
    List<Mismatch> refusals = new ArrayList<>();
    kind.value()
        .filter(found -> !mayBe(found, component.kind()))
        .ifPresent(
            found ->
                refusals.add(new Mismatch("component", component.kind().label(), found.label())));
    refusals.addAll(ArchOsMatcher.refusals(orElse(component).archOs(), requested));
    return refusals;
  }

  /** Returns the tree's name, with unknown properties taken from {@code component}. */
  public ComponentName orElse(ComponentName component) {
    ArchOs requested = component.archOs();
    return new ComponentName(
        kind.value().filter(found -> !mayBe(found, component.kind())).orElse(component.kind()),
        new ArchOs(
            architecture.value().orElse(requested.architecture()),
            distribution.value().orElse(requested.distribution())));
  }

  /**
   * Returns whether a tree of one kind may be used as another: a node-installer is a system, too,
   * and need not have a marker.
   */
  public static boolean mayBe(ComponentKind found, ComponentKind requested) {
    return found == requested
        || found == ComponentKind.SOFTWARE_IMAGE && requested == ComponentKind.NODE_INSTALLER;
  }
}
