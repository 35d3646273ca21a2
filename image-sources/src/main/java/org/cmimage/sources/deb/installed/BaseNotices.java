package org.cmimage.sources.deb.installed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * The notices about unusual settings in a root that others made and that becomes an image, each a
 * sentence with the consequence.
 */
public final class BaseNotices {
  private static final TreePath DIVERSIONS = TreePath.of("var/lib/dpkg/diversions");
  private static final TreePath POLICY = TreePath.of("usr/sbin/policy-rc.d");
  private static final List<TreePath> SETTINGS =
      List.of(TreePath.of("etc/apt/apt.conf.d"), TreePath.of("etc/dpkg/dpkg.cfg.d"));

  /** The programs that configure packages, which must not be diverted. */
  private static final Set<String> DPKG =
      Set.of("/usr/bin/dpkg", "/usr/bin/dpkg-deb", "/usr/bin/dpkg-split", "/bin/sh", "/usr/bin/sh");

  private static final int MAX_FILE = 1 << 20;

  private final InstalledPackages installed;
  private final TreeView tree;

  /**
   * Creates the notices of a tree.
   *
   * @param installed its packages
   * @param tree at least its database, the configuration files of apt and dpkg, and the files that
   *     {@link LiveNotices} reads
   */
  public BaseNotices(InstalledPackages installed, TreeView tree) {
    this.installed = installed;
    this.tree = tree;
  }

  /** A path whose file dpkg unpacks elsewhere. */
  private record Diversion(String from, String to, String by) {
    /** Returns whether an administrator made it rather than a package. */
    boolean isLocal() {
      return by.equals(":");
    }
  }

  /**
   * Returns the notices, a sentence each.
   *
   * @throws FaultException {@link ErrorCode#IMAGE_INCOMPLETE} if dpkg itself is diverted
   */
  public List<String> all() throws IOException {
    List<String> notices = new ArrayList<>();
    List<Diversion> local = diversions().stream().filter(Diversion::isLocal).toList();
    requireOwnDpkg(local);
    if (!local.isEmpty()) {
      notices.add(
          "diverted in the base, and left so: "
              + String.join(
                  ", ", local.stream().map(each -> each.from() + " to " + each.to()).toList()));
    }
    foreign().ifPresent(notices::add);
    held().ifPresent(notices::add);
    containerSettings().ifPresent(notices::add);
    if (tree.list(POLICY.parent()).contains(POLICY)) {
      notices.add(
          "the base's /usr/sbin/policy-rc.d, which keeps services from being started, is removed"
              + " from the image");
    }
    notices.addAll(new LiveNotices(installed, tree).all());
    return notices;
  }

  private static void requireOwnDpkg(List<Diversion> diversions) throws FaultException {
    for (Diversion each : diversions) {
      if (DPKG.contains(each.from())) {
        throw new FaultException(
            ErrorCode.IMAGE_INCOMPLETE,
            "cannot install packages in the base",
            "its "
                + each.from()
                + " is diverted to "
                + each.to()
                + ", so that another program replaces it",
            new Remedy.Advice(
                "undo that in the base: dpkg-divert --rename --remove " + each.from()));
      }
    }
  }

  /**
   * Reads the diversions, three lines each: the path, its diverted path, and the package that
   * diverts it.
   */
  private List<Diversion> diversions() throws IOException {
    List<String> lines =
        tree.read(DIVERSIONS, MAX_FILE).stream()
            .flatMap(bytes -> new String(bytes, UTF_8).lines())
            .toList();
    List<Diversion> diversions = new ArrayList<>();
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      diversions.add(new Diversion(lines.get(i), lines.get(i + 1), lines.get(i + 2)));
    }
    return diversions;
  }

  private Optional<String> foreign() {
    List<String> architectures = installed.foreignArchitectures();
    if (architectures.isEmpty()) {
      return Optional.empty();
    }
    long packages =
        installed.all().stream()
            .filter(each -> each.state().isUnpacked() && installed.isForeign(each))
            .count();
    return Optional.of(
        "dpkg in the base takes packages of "
            + String.join(", ", architectures)
            + " too: none is added"
            + (packages == 0 ? "" : ", and " + packages + " stay as they are"));
  }

  private Optional<String> held() {
    List<String> names =
        installed.all().stream()
            .filter(each -> each.isHeld() && each.state().isUnpacked())
            .map(InstalledPackage::name)
            .sorted()
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "held in the base, and kept at their versions: "
                + String.join(", ", names)
                + "; to release them: apt-mark unhold "
                + String.join(" ", names));
  }

  private Optional<String> containerSettings() throws IOException {
    List<String> files = new ArrayList<>();
    for (TreePath directory : SETTINGS) {
      for (TreePath file : tree.list(directory)) {
        String name = new String(file.name(), UTF_8);
        if (name.startsWith("docker") || name.equals("excludes")) {
          files.add(file.toString());
        }
      }
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the base's settings of a container stay in the image: "
                + String.join(", ", files)
                + "; to be rid of them, remove them with -z SCRIPT");
  }
}
