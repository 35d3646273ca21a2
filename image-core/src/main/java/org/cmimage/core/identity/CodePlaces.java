package org.cmimage.core.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.List;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * The places of a tree's code that its own kernel, dynamic loader, shell and service manager run. A
 * program of another machine there makes the tree unusable. Elsewhere it can be intended: firmware,
 * boot loaders, sanitizer and cross-compiler libraries, test data of interpreters, and packages of
 * a further architecture in their own multiarch directories are foreign on purpose.
 *
 * <p>So the rule depends on the place, in any of the three layouts: with and without merged {@code
 * /usr}, and {@code lib64}.
 *
 * <ul>
 *   <li>{@code bin}, {@code sbin}, {@code libexec} and {@code lib64}, at any depth; {@code lib}
 *       itself, its subdirectory with the architecture's multiarch name, those of udev and of the
 *       service manager, and kernel modules (but not the 32-bit vDSO beside them);
 *   <li>nothing in a directory {@code firmware} below {@code lib}, {@code lib64} or {@code
 *       libexec};
 *   <li>each of these at the top, in {@code usr} and in {@code usr/local}; in a tree of
 *       applications, which has no such layout, {@code bin} and {@code sbin} at any depth, and the
 *       files in {@code lib} and {@code libexec} of an application's version.
 * </ul>
 */
public final class CodePlaces {
  private static final ImmutableSet<String> DEEP =
      ImmutableSet.of("bin", "sbin", "libexec", "lib64");
  private static final ImmutableSet<String> IN_LIB =
      ImmutableSet.of("modules", "systemd", "udev", "security");
  private static final ImmutableSet<String> IN_APPLICATION = ImmutableSet.of("lib", "libexec");

  /** The depth of an entry in an application: {@code apps}, name, version and the entry. */
  private static final int APPLICATION_DEPTH = 4;

  private static final byte[] FIRMWARE = "firmware".getBytes(ISO_8859_1);
  private static final byte[] MODULE_SUFFIX = {'.', 'k', 'o'};
  private static final String VDSO = "vdso";

  private final String multiarch;
  private final boolean anyDepth;

  /**
   * Makes the places of one architecture.
   *
   * @param anyDepth whether the tree has applications with a layout of their own each
   */
  public CodePlaces(Architecture architecture, boolean anyDepth) {
    this.multiarch = architecture.multiarchTuple();
    this.anyDepth = anyDepth;
  }

  /**
   * Returns whether a file of this path is run by the tree's own kernel, loader, shell or services.
   */
  public boolean hold(TreePath file) {
    if (isFirmware(file)) {
      return false;
    }
    List<String> directories =
        file.parent().components().stream().map(name -> new String(name, ISO_8859_1)).toList();
    if (anyDepth && isOfApplication(directories)) {
      return true;
    }
    int at = directories.indexOf("usr") == 0 ? 1 : 0;
    at += at == 1 && directories.size() > 1 && directories.get(1).equals("local") ? 1 : 0;
    if (directories.size() <= at) {
      return false;
    }
    if (!directories.get(at).equals("lib")) {
      return DEEP.contains(directories.get(at));
    }
    if (directories.size() == at + 1) {
      return true;
    }
    String below = directories.get(at + 1);
    return below.equals(multiarch)
        || IN_LIB.contains(below) && !directories.subList(at, directories.size()).contains(VDSO);
  }

  /**
   * Returns whether the directories are those of an application's code; in {@code lib} only the
   * top, because vendors keep libraries of other machines deeper.
   */
  private static boolean isOfApplication(List<String> directories) {
    return directories.contains("bin")
        || directories.contains("sbin")
        || directories.size() == APPLICATION_DEPTH
            && directories.get(0).equals("apps")
            && IN_APPLICATION.contains(directories.get(APPLICATION_DEPTH - 1));
  }

  /** Returns whether a file is loaded into a device: it is in {@code lib*}{@code /.../firmware}. */
  static boolean isFirmware(TreePath file) {
    boolean inLib = false;
    for (byte[] directory : file.parent().components()) {
      if (inLib && Arrays.equals(directory, FIRMWARE)) {
        return true;
      }
      inLib |=
          directory.length > 2 && directory[0] == 'l' && directory[1] == 'i' && directory[2] == 'b';
    }
    return false;
  }

  /** Returns whether a file has the name of an uncompressed kernel module. */
  static boolean isModule(TreePath file) {
    byte[] name = file.name();
    int dot = name.length - MODULE_SUFFIX.length;
    return dot > 0 && Arrays.equals(name, dot, name.length, MODULE_SUFFIX, 0, MODULE_SUFFIX.length);
  }
}
