package org.cmimage.core.staging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * A check whether a file system can hold an image, by making one node of every kind in the empty
 * tree, and removing them: fails on NFS without extended attributes, on vfat, in a container
 * without the right to make devices.
 */
public final class DestinationCheck {
  private static final String PROBE = ".cm-image-probe";
  private static final int OTHER_OWNER = 12_345;

  /** {@code cap_net_raw+ep} as {@code struct vfs_cap_data} of version 2. */
  private static final byte[] CAPABILITY = {
    1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** rw for the owner, r for user 12345, the group, the mask and others. */
  private static final byte[] ACL = {
    2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 57, 48, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1,
    16, 0, 4, 0, -1, -1, -1, -1, 32, 0, 4, 0, -1, -1, -1, -1
  };

  /** An ACL without entries: setting it makes the kernel remove the node's ACL. */
  private static final byte[] NO_ACL = {2, 0, 0, 0};

  private final HostCalls calls;
  private final Handle probe;
  private final List<String> missing = new ArrayList<>();
  private final List<String> partly = new ArrayList<>();

  private DestinationCheck(HostCalls calls, Handle probe) {
    this.calls = calls;
    this.probe = probe;
  }

  /** An operation that a file system may not support. */
  @FunctionalInterface
  private interface Trial {
    /** Returns whether it succeeded; an error of the kernel counts as no. */
    boolean succeeds() throws IOException;
  }

  /**
   * Checks that the file system of a tree holds what every image has: links, hard links, owners,
   * modes, times, names of any bytes. A default ACL that the tree inherited is removed.
   *
   * @param tree empty, and empty again afterwards
   * @return the unsupported features that not every image needs, a phrase each: an entry that needs
   *     one will fail
   * @throws FaultException with {@link ErrorCode#HOST_UNSUITABLE} naming everything that is missing
   */
  public static List<String> require(Rootfs tree) throws IOException {
    HostCalls calls = tree.calls();
    byte[] name = PROBE.getBytes(StandardCharsets.US_ASCII);
    forgetInheritedAcl(tree);
    calls.makeDirectory(tree.root(), name, 0700);
    DestinationCheck check;
    try (Handle probe = calls.openDirectory(tree.root(), name)) {
      check = new DestinationCheck(calls, probe);
      check.run();
    } finally {
      TreeRemoval.remove(calls, tree.root(), name, tree.directory() + "/" + PROBE);
    }
    if (!check.missing.isEmpty()) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          "cannot write an image to \"" + tree.directory() + "\"",
          "its file system cannot hold " + String.join(", ", check.missing),
          new Remedy.Advice("keep images on a local file system such as ext4, xfs or btrfs"));
    }
    return check.partly;
  }

  /**
   * Removes an inherited default ACL, which every new node would get, whatever the archive says.
   */
  private static void forgetInheritedAcl(Rootfs tree) throws IOException {
    if (tree.rootXattrs().containsKey("system.posix_acl_default")) {
      tree.calls().setXattr(tree.root(), "system.posix_acl_default", NO_ACL);
    }
  }

  private void run() throws IOException {
    trial(missing, "names of any bytes", this::oddNames);
    trial(missing, "names that differ in case alone", this::cases);
    trial(missing, "symbolic links", this::symlink);
    trial(missing, "hard links", this::hardLink);
    trial(missing, "owners and modes", this::ownerAndMode);
    trial(missing, "times", this::times);
    trial(partly, "device files", () -> node(NodeType.CHARACTER_DEVICE));
    trial(partly, "FIFOs", () -> node(NodeType.FIFO));
    trial(partly, "extended attributes (user.*)", () -> xattr("user.note", new byte[] {1, 0}));
    trial(partly, "capabilities of programs", () -> xattr("security.capability", CAPABILITY));
    trial(partly, "access control lists", () -> xattr("system.posix_acl_access", ACL));
  }

  private static void trial(List<String> lacking, String what, Trial trial) throws IOException {
    Optional<String> reason = Optional.empty();
    boolean succeeded = false;
    try {
      succeeded = trial.succeeds();
    } catch (HostCallException e) {
      if (e.is("ENOSPC") || e.is("EDQUOT") || e.is("EIO")) {
        throw e;
      }
      reason = Optional.of(e.reason());
    }
    if (!succeeded) {
      lacking.add(what + reason.map(r -> " (" + r + ")").orElse(""));
    }
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] file(String name) throws IOException {
    byte[] bytes = name(name);
    calls.createFile(probe, bytes, 0600).close();
    return bytes;
  }

  private boolean oddNames() throws IOException {
    byte[] odd = {-1, '\n', ':', '\\', ' ', '*'};
    byte[] longest = new byte[255];
    Arrays.fill(longest, (byte) 'n');
    calls.createFile(probe, odd, 0600).close();
    calls.createFile(probe, longest, 0600).close();
    return calls.list(probe).stream().map(TreePath::of).anyMatch(TreePath.of(odd)::equals);
  }

  private boolean cases() throws IOException {
    file("case");
    file("CASE");
    return true;
  }

  private boolean symlink() throws IOException {
    byte[] target = name("../nowhere");
    calls.makeSymlink(probe, name("symlink"), target);
    return Arrays.equals(calls.readLink(probe, name("symlink")), target);
  }

  private boolean hardLink() throws IOException {
    byte[] first = file("first");
    calls.makeHardLink(probe, first, probe, name("second"));
    return calls.status(probe, first).links() == 2;
  }

  private boolean ownerAndMode() throws IOException {
    byte[] file = file("owner");
    calls.setOwner(probe, file, OTHER_OWNER, OTHER_OWNER);
    calls.setMode(probe, file, 04751);
    FileStatus status = calls.status(probe, file);
    return status.uid() == OTHER_OWNER && status.gid() == OTHER_OWNER && status.mode() == 04751;
  }

  private boolean times() throws IOException {
    byte[] file = file("times");
    calls.setTimes(probe, file, 1_000_000_001L, 0);
    return calls.status(probe, file).mtimeSeconds() == 1_000_000_001L;
  }

  private boolean node(NodeType type) throws IOException {
    byte[] name = name(type.name());
    int major = type == NodeType.FIFO ? 0 : 1;
    calls.makeNode(probe, name, type, 0600, major, major * 3);
    FileStatus status = calls.status(probe, name);
    return status.type() == type && status.deviceMajor() == major;
  }

  private boolean xattr(String attribute, byte[] value) throws IOException {
    byte[] file = file(attribute);
    calls.setXattr(probe, file, attribute, value);
    Map<String, byte[]> found = calls.xattrs(probe, file);
    return found.containsKey(attribute) && Arrays.equals(found.get(attribute), value);
  }
}
