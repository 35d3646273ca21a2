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
 * What a tree is, concluded from what is in it, and why. Whether it is good enough to be used is
 * the concern of {@link TreeVerifier}.
 *
 * @param kind which component it is. A node-installer that does not say so looks like a software
 *     image
 * @param distribution which distribution and release it is of
 * @param architecture which architecture most of its code is for
 * @param programs its ELF files for CPUs by machine type, most first
 * @param kernels the releases of kernels and kernel modules in it, newest first
 * @param isEmpty whether there is nothing in it
 */
public record TreeIdentity(
    Conclusion<ComponentKind> kind,
    Conclusion<Distribution> distribution,
    Conclusion<Architecture> architecture,
    List<Programs> programs,
    List<String> kernels,
    boolean isEmpty) {
  /**
   * What follows from the evidence, or that nothing does.
   *
   * @param why the reasons, a line each, for people
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
   * @param count how many there are
   * @param inPlace how many of them are where a system of this machine keeps the code it runs
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

  /** What the tree is, by one walk over it. Nothing of it is run. */
  public static TreeIdentity of(Rootfs tree) throws IOException {
    return TreeEvidence.of(tree).identity();
  }

  /** Architecture and distribution, where both are known. */
  public Optional<ArchOs> archOs() {
    return architecture
        .value()
        .flatMap(machine -> distribution.value().map(release -> new ArchOs(machine, release)));
  }

  /** All reasons: of the kind, the distribution, and the architecture. */
  public List<String> why() {
    List<String> why = new ArrayList<>(kind.why());
    why.addAll(distribution.why());
    why.addAll(architecture.why());
    return why;
  }

  /**
   * Everything that is known of the tree and keeps it from being the component. What is not known
   * refuses nothing.
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

  /** Returns what the tree is, taking from {@code component} what it does not show itself. */
  public ComponentName orElse(ComponentName component) {
    ArchOs requested = component.archOs();
    return new ComponentName(
        kind.value().filter(found -> !mayBe(found, component.kind())).orElse(component.kind()),
        new ArchOs(
            architecture.value().orElse(requested.architecture()),
            distribution.value().orElse(requested.distribution())));
  }

  /** A node-installer is a system as well, and those of others need not say what they are for. */
  public static boolean mayBe(ComponentKind found, ComponentKind requested) {
    return found == requested
        || found == ComponentKind.SOFTWARE_IMAGE && requested == ComponentKind.NODE_INSTALLER;
  }
}
