package org.cmimage.sources.deb.applications;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/**
 * The places of the files of an application's packages in its tree.
 *
 * <table>
 *   <caption>Places</caption>
 *   <tr><td>{@code [usr/]bin}, {@code sbin}, {@code libexec}, {@code include}</td>
 *       <td>the same in the application's directory; {@code usr/games} is {@code bin}</td></tr>
 *   <tr><td>{@code [usr/]lib}, {@code lib/<multiarch>}, {@code lib64}</td><td>{@code lib}</td></tr>
 *   <tr><td>{@code usr/share}, {@code etc}</td><td>the same, in the application's directory</td></tr>
 *   <tr><td>{@code usr/share/doc/<package>}</td><td>{@code licenses}, {@code examples} and {@code
 *       docs} of the whole tree, below the package's name</td></tr>
 * </table>
 *
 * <p>Other files, such as units of services, work at their original path alone and are omitted.
 */
final class Relocation {
  private static final Set<String> KEPT = ImmutableSet.of("bin", "sbin", "libexec", "include");

  private static final Set<String> LEFT_OUT_OF_LIB =
      ImmutableSet.of(
          "binfmt.d",
          "environment.d",
          "firmware",
          "init",
          "lsb",
          "modprobe.d",
          "modules",
          "modules-load.d",
          "sysctl.d",
          "systemd",
          "sysusers.d",
          "tmpfiles.d",
          "udev");

  private static final Set<String> LEFT_OUT_OF_SHARE =
      ImmutableSet.of(
          "applications",
          "binfmts",
          "bug",
          "dbus-1",
          "doc-base",
          "lintian",
          "menu",
          "pixmaps",
          "polkit-1");

  private static final Set<String> LEFT_OUT_OF_ETC =
      ImmutableSet.of(
          "apparmor.d",
          "apt",
          "cron.d",
          "cron.daily",
          "cron.hourly",
          "cron.monthly",
          "cron.weekly",
          "dbus-1",
          "default",
          "dpkg",
          "init.d",
          "insserv.conf.d",
          "kernel",
          "ld.so.conf.d",
          "logrotate.d",
          "modprobe.d",
          "network",
          "pam.d",
          "profile.d",
          "rc.local",
          "rsyslog.d",
          "security",
          "sudoers.d",
          "sysctl.d",
          "systemd",
          "udev",
          "ufw");

  private static final List<String> DOC = List.of("usr", "share", "doc");
  private static final int IN_DOC_OF_PACKAGE = 3;

  private final Application application;
  private final String multiarch;

  Relocation(Application application, Architecture architecture) {
    this.application = application;
    this.multiarch = architecture.multiarchTuple();
  }

  /** Returns the new place of a path of a package; empty if it is omitted. */
  Optional<TreePath> of(TreePath path) {
    List<String> names = names(path);
    boolean usr = !names.isEmpty() && names.get(0).equals("usr");
    if (usr) {
      names.remove(0);
    }
    if (names.size() < 2) {
      return Optional.empty();
    }
    String head = names.remove(0);
    if (KEPT.contains(head)) {
      return inApplication(head, names);
    }
    return switch (head) {
      case "games" -> inApplication("bin", names);
      case "lib", "lib64" -> library(names);
      case "share" -> usr ? shared(names) : Optional.empty();
      case "etc" ->
          usr || LEFT_OUT_OF_ETC.contains(names.get(0))
              ? Optional.empty()
              : inApplication("etc", names);
      default -> Optional.empty();
    };
  }

  private Optional<TreePath> library(List<String> names) {
    if (names.get(0).equals(multiarch)) {
      names.remove(0);
    }
    return names.isEmpty() || LEFT_OUT_OF_LIB.contains(names.get(0))
        ? Optional.empty()
        : inApplication("lib", names);
  }

  private Optional<TreePath> shared(List<String> names) {
    if (LEFT_OUT_OF_SHARE.contains(names.get(0))) {
      return Optional.empty();
    }
    if (!names.get(0).equals("doc")) {
      return inApplication("share", names);
    }
    if (names.size() < IN_DOC_OF_PACKAGE) {
      return Optional.empty();
    }
    String owner = names.get(1);
    List<String> rest = names.subList(2, names.size());
    return switch (rest.get(0)) {
      case "copyright" -> path("licenses", owner, rest);
      case "examples" -> path("examples", owner, rest.subList(1, rest.size()));
      default -> path("docs", owner, rest);
    };
  }

  /**
   * Returns the new place of the directory {@code usr/share/doc/<package>} itself, or of a link of
   * this name.
   */
  static Optional<TreePath> licenses(TreePath path) {
    List<String> names = names(path);
    return names.size() == DOC.size() + 1 && names.subList(0, DOC.size()).equals(DOC)
        ? path("licenses", names.get(DOC.size()), List.of())
        : Optional.empty();
  }

  private Optional<TreePath> inApplication(String directory, List<String> rest) {
    return path(application.directory().toString().substring(1), directory, rest);
  }

  private static Optional<TreePath> path(String first, String second, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first, second));
    all.addAll(rest);
    return Optional.of(TreePath.of(String.join("/", all).getBytes(ISO_8859_1)));
  }

  /**
   * Returns the target of a link, from its text alone.
   *
   * @return empty if it climbs above the root, which no package's link has reason to
   */
  static Optional<TreePath> target(TreePath link, byte[] text) {
    List<String> names =
        text.length > 0 && text[0] == '/' ? new ArrayList<>() : names(link.parent());
    for (String name : new String(text, ISO_8859_1).split("/", -1)) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return Optional.empty();
        }
        names.remove(names.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return Optional.of(TreePath.of(String.join("/", names).getBytes(ISO_8859_1)));
  }

  /** Returns the text that leads from a link to another path of the same tree. */
  static byte[] text(TreePath link, TreePath target) {
    List<String> from = names(link.parent());
    List<String> to = names(target);
    int common = 0;
    while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
      common++;
    }
    List<String> text = new ArrayList<>();
    for (int i = common; i < from.size(); i++) {
      text.add("..");
    }
    text.addAll(to.subList(common, to.size()));
    return (text.isEmpty() ? "." : String.join("/", text)).getBytes(ISO_8859_1);
  }

  /** Returns the names of a path, one character for each byte, so that no byte is lost. */
  private static List<String> names(TreePath path) {
    List<String> names = new ArrayList<>();
    path.components().forEach(name -> names.add(new String(name, ISO_8859_1)));
    return names;
  }
}
