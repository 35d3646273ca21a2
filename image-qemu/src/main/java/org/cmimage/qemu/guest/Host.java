package org.cmimage.qemu.guest;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.SearchPath;
import org.cmimage.model.Architecture;

/**
 * The properties of the head node that sessions depend on.
 *
 * @param architecture the head node's own
 * @param root whether this process is root
 * @param mayMount whether it has {@code CAP_SYS_ADMIN}; root of a container often has not
 * @param userNamespaces how many may be made; {@code user.max_user_namespaces}
 * @param privateBinfmt whether a user namespace can have a binfmt_misc of its own
 * @param path directories to find programs in
 */
record Host(
    Architecture architecture,
    boolean root,
    boolean mayMount,
    long userNamespaces,
    boolean privateBinfmt,
    ImmutableList<Path> path) {

  private static final Pattern KERNEL =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);
  private static final int CAP_SYS_ADMIN = 21;

  /**
   * Reads the properties of the head node.
   *
   * @param searchPath as in the environment variable {@code PATH}
   */
  static Host look(String searchPath) throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    return new Host(
        Architecture.ofThisMachine(),
        field(status, "Uid").matches("\\d+\\s+0\\s.*"),
        new BigInteger(field(status, "CapEff"), 16).testBit(CAP_SYS_ADMIN),
        userNamespaceLimit(Path.of("/proc/sys/user/max_user_namespaces")),
        hasPrivateBinfmt(Files.readString(Path.of("/proc/sys/kernel/osrelease"))),
        ImmutableList.copyOf(SearchPath.parse(searchPath).directories()));
  }

  /** Returns whether the kernel is Linux 6.7 or newer ("binfmt_misc: enable sandboxed mounts"). */
  static boolean hasPrivateBinfmt(String kernelRelease) {
    Matcher version = KERNEL.matcher(kernelRelease);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 6 || major == 6 && Integer.parseInt(version.group(2)) >= 7;
  }

  private static long userNamespaceLimit(Path file) throws IOException {
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/proc/self/status has no " + name));
  }
}
