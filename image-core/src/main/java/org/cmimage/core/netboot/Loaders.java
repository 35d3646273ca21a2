package org.cmimage.core.netboot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.netboot.NetworkBoot;

/**
 * Loaders as distributions' packages have them: the shim and GRUB that firmware with Secure Boot
 * accepts, or GRUB alone. They are taken from the head node, or from an image of the architecture,
 * as packages of another architecture are seldom installed on a head node.
 */
final class Loaders {
  /**
   * The files of an architecture.
   *
   * @param directory below {@link NetworkBoot#ROOT}
   * @param suffix of the names of EFI programs
   * @param grub the directory of GRUB's modules
   * @param packages for a message
   */
  private record Names(String directory, String suffix, String grub, String packages) {
    private String served(String name) {
      return NetworkBoot.ROOT + "/" + directory + "/" + name + suffix + ".efi";
    }

    /** Returns where a shim looks for GRUB if the DHCP server names its file as an option. */
    private String atTop() {
      return NetworkBoot.ROOT + "/grub" + suffix + ".efi";
    }

    private List<String> shim() {
      String path = "usr/lib/shim/shim" + suffix + ".efi.signed";
      return List.of(path, path + ".latest");
    }

    private List<String> shimsOwn(String program) {
      String path = "usr/lib/shim/" + program + suffix + ".efi";
      return List.of(path + ".signed", path);
    }

    private List<String> signedGrub() {
      return List.of("usr/lib/grub/" + grub + "-signed/grubnet" + suffix + ".efi.signed");
    }

    private List<String> plainGrub() {
      return List.of("usr/lib/grub/" + grub + "/monolithic/grubnet" + suffix + ".efi");
    }
  }

  private static final Map<Architecture, Names> NAMES =
      Map.of(
          Architecture.X86_64,
          new Names(
              "x86_64/efi64",
              "x64",
              "x86_64-efi",
              "shim-signed and grub-efi-amd64-signed, or grub-efi-amd64-bin"),
          Architecture.AARCH64,
          new Names(
              "aarch64",
              "aa64",
              "arm64-efi",
              "shim-signed and grub-efi-arm64-signed, or grub-efi-arm64-bin"));

  private final HostCalls calls;
  private final Path headNode;
  private final List<String> warnings;

  /**
   * Creates the search.
   *
   * @param headNode the root of the machine with the distribution's packages
   */
  Loaders(HostCalls calls, Path headNode, List<String> warnings) {
    this.calls = calls;
    this.headNode = headNode;
    this.warnings = warnings;
  }

  /** Returns all paths at which loaders of an architecture may be served. */
  static List<String> paths(Architecture architecture) {
    Names names = NAMES.get(architecture);
    return names == null
        ? List.of()
        : List.of(names.served("boot"), names.served("grub"), names.served("mm"), names.atTop());
  }

  /**
   * Returns the sources by the path they are served at.
   *
   * @param images trees of images of the architecture
   */
  Map<String, BootSource> of(Architecture architecture, List<Path> images) {
    Names names = NAMES.get(architecture);
    if (names == null) {
      warnings.add("there is no loader for nodes of " + architecture + ", so they cannot boot");
      return Map.of();
    }
    Map<String, BootSource> found = in(headNode, names);
    for (Path image : images) {
      if (found.isEmpty()) {
        found = in(image, names);
      }
    }
    if (found.isEmpty()) {
      warnings.add(
          "nodes of "
              + architecture
              + " have no loader; install on the head node, or in an image of theirs: "
              + names.packages());
    }
    return found;
  }

  private Map<String, BootSource> in(Path root, Names names) {
    Map<String, BootSource> sources = new LinkedHashMap<>();
    try (Rootfs tree = Rootfs.open(calls, root)) {
      Optional<BootSource> shim = first(tree, names.shim());
      Optional<BootSource> signed = first(tree, names.signedGrub());
      Optional<BootSource> plain = first(tree, names.plainGrub());
      if (shim.isPresent() && signed.isPresent()) {
        sources.put(names.served("boot"), shim.get());
        sources.put(names.served("grub"), signed.get());
        sources.put(names.atTop(), signed.get());
        first(tree, names.shimsOwn("mm")).ifPresent(mok -> sources.put(names.served("mm"), mok));
      } else {
        signed.or(() -> plain).ifPresent(grub -> sources.put(names.served("boot"), grub));
      }
    } catch (IOException e) {
      Attempt reading = new Attempt("cannot read loaders in " + root, root, new Remedy.None());
      warnings.add(String.valueOf(reading.fault(e).getMessage()));
    }
    return sources;
  }

  private static Optional<BootSource> first(Rootfs tree, List<String> paths) throws IOException {
    return BootSource.first(tree, paths.stream().map(TreePath::of).toList());
  }
}
