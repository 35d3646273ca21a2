package org.cmimage.sources.deb.installed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * The notices about parts of a base that a live or an installed system needs and an image of nodes
 * does not, each a sentence with the consequence.
 *
 * @param installed the base's packages
 * @param tree at least {@code etc/passwd}, {@code etc/fstab}, the configuration of systemd, and the
 *     names in {@code boot}
 */
record LiveNotices(InstalledPackages installed, TreeView tree) {
  private static final Pattern LIVE =
      Pattern.compile("live-(boot|config|tools|installer)(-.*)?|casper|ubiquity(-.*)?|calamares");

  private static final Pattern KERNEL = Pattern.compile("linux-image-([0-9].*)");

  private static final TreePath PASSWD = TreePath.of("etc/passwd");
  private static final TreePath FSTAB = TreePath.of("etc/fstab");
  private static final TreePath BOOT = TreePath.of("boot");
  private static final TreePath UNITS = TreePath.of("etc/systemd/system");

  private static final int FIRST_PERSON = 1000;
  private static final int LAST_PERSON = 59_999;
  private static final int MAX_FILE = 64 << 10;
  private static final int MOST = 8;

  /** Returns the notices, a sentence each. */
  List<String> all() throws IOException {
    List<String> notices = new ArrayList<>();
    livePackages().ifPresent(notices::add);
    missingKernels().ifPresent(notices::add);
    accounts().ifPresent(notices::add);
    mounts().ifPresent(notices::add);
    logins().ifPresent(notices::add);
    return notices;
  }

  private List<String> unpacked(Pattern pattern) {
    return installed.all().stream()
        .filter(each -> each.state().isUnpacked() && pattern.matcher(each.name()).matches())
        .map(InstalledPackage::name)
        .distinct()
        .sorted()
        .toList();
  }

  private Optional<String> livePackages() {
    List<String> names = unpacked(LIVE);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the base is a live system, whose packages stay in the image and do nothing unless its"
                + " kernel is started with boot=live or boot=casper: "
                + String.join(", ", names)
                + "; to be rid of them afterwards: cm-image package -i IMAGE --remove "
                + String.join(" ", names));
  }

  /**
   * Returns the notice about a missing kernel: some media have the kernel beside their system and
   * not in it.
   */
  private Optional<String> missingKernels() throws IOException {
    List<TreePath> boot = tree.list(BOOT);
    List<String> missing =
        unpacked(KERNEL).stream()
            .map(name -> KERNEL.matcher(name).replaceFirst("$1"))
            .filter(release -> !boot.contains(TreePath.of("boot/vmlinuz-" + release)))
            .limit(MOST)
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the base lacks the kernels of packages that it has, as live media do that keep them"
                + " elsewhere: "
                + String.join(
                    ", ", missing.stream().map(release -> "/boot/vmlinuz-" + release).toList())
                + "; where the image gets no other kernel it is refused in the end: have one"
                + " installed, -p linux-image-RELEASE");
  }

  private Optional<String> accounts() throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : lines(PASSWD)) {
      List<String> fields = Splitter.on(':').splitToList(line);
      Integer uid = fields.size() > 2 ? Ints.tryParse(fields.get(2)) : null;
      if (uid != null && uid >= FIRST_PERSON && uid <= LAST_PERSON && names.size() < MOST) {
        names.add(TreePath.printable(fields.get(0)));
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "accounts of people in the base stay in the image: "
                + String.join(", ", names)
                + "; to be rid of them: -z SCRIPT with userdel -r NAME");
  }

  private Optional<String> mounts() throws IOException {
    List<String> lines =
        lines(FSTAB).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(TreePath::printable)
            .limit(MOST)
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the base's /etc/fstab stays in the image, and nodes mount what it has: "
                + String.join(", ", lines));
  }

  /** Returns the notice about drop-ins of getty with --autologin, as live systems have them. */
  private Optional<String> logins() throws IOException {
    List<String> files = new ArrayList<>();
    for (TreePath directory : tree.list(UNITS)) {
      String name = new String(directory.name(), UTF_8);
      if (!name.contains("getty@") || !name.endsWith(".service.d")) {
        continue;
      }
      for (TreePath file : tree.list(directory)) {
        boolean logsIn =
            lines(file).stream()
                .anyMatch(line -> !line.startsWith("#") && line.contains("--autologin"));
        if (logsIn && files.size() < MOST) {
          files.add(file.toString());
        }
      }
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the base logs in without a password, and so does the image: "
                + String.join(", ", files)
                + "; to be rid of that, remove them with -z SCRIPT");
  }

  private List<String> lines(TreePath file) throws IOException {
    return tree.read(file, MAX_FILE).stream()
        .flatMap(bytes -> new String(bytes, UTF_8).lines())
        .toList();
  }
}
