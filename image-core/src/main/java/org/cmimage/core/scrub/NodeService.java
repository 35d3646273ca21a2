package org.cmimage.core.scrub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/**
 * A systemd service that makes, at a node's boot, keys that the image must not have. It runs where
 * they are missing: once on a node that keeps its disk, else at each boot.
 *
 * @param name the unit's file name
 * @param description its description, one line
 * @param packageName the package that owns the keys
 * @param missing it runs where no file matches this glob
 * @param before the units that need the keys
 * @param program the program that makes them; where a tree lacks it, the service is useless
 * @param command {@code ExecStart=}
 * @param unless a unit of the distribution that does the same; empty where there is none
 */
public record NodeService(
    String name,
    String description,
    String packageName,
    String missing,
    String before,
    String program,
    String command,
    String unless) {
  private static final String UNITS = "etc/systemd/system/";
  private static final List<TreePath> SYSTEMD =
      List.of(TreePath.of("usr/lib/systemd/systemd"), TreePath.of("lib/systemd/systemd"));
  private static final List<String> VENDOR_UNITS =
      List.of("usr/lib/systemd/system/", "lib/systemd/system/");

  /** Returns the text of the unit file. */
  public String unit() {
    return String.join(
        "\n",
        "[Unit]",
        "Description=" + description,
        "ConditionPathIsReadWrite=" + missing.substring(0, missing.lastIndexOf('/')),
        "ConditionPathExistsGlob=!" + missing,
        "After=systemd-random-seed.service",
        "Before=" + before,
        "",
        "[Service]",
        "Type=oneshot",
        "RemainAfterExit=yes",
        "ExecStart=" + command,
        "",
        "[Install]",
        "WantedBy=multi-user.target",
        "");
  }

  /** Adds the services of installed packages to a tree that has systemd. */
  public static void addForPackages(Rootfs tree, Predicate<String> isInstalled) throws IOException {
    for (HostIdentity identity : HostIdentities.ALL) {
      if (identity.renewal() instanceof Renewal.AtBoot boot
          && isInstalled.test(boot.service().packageName())) {
        boot.service().add(tree);
      }
    }
  }

  /** Returns whether a tree can run the service and has no unit that does the same. */
  boolean isUsefulIn(Rootfs tree) throws IOException {
    return isAny(tree, SYSTEMD) && tree.exists(TreePath.of(program)) && !hasEqualIn(tree);
  }

  /** Returns whether a unit of the distribution does the same. */
  boolean hasEqualIn(Rootfs tree) throws IOException {
    return !unless.isEmpty()
        && isAny(tree, VENDOR_UNITS.stream().map(path -> TreePath.of(path + unless)).toList());
  }

  /** Returns whether the tree has the service. */
  boolean isIn(Rootfs tree) throws IOException {
    return tree.status(TreePath.of(UNITS + name)).isPresent();
  }

  private static boolean isAny(Rootfs tree, List<TreePath> paths) throws IOException {
    for (TreePath path : paths) {
      if (tree.exists(path)) {
        return true;
      }
    }
    return false;
  }

  /** Writes the unit and enables it. */
  void add(Rootfs tree) throws IOException {
    tree.write(TreePath.of(UNITS + name), unit().getBytes(UTF_8), 0644);
    tree.link(
        TreePath.of(UNITS + "multi-user.target.wants/" + name),
        ("/" + UNITS + name).getBytes(UTF_8));
  }
}
