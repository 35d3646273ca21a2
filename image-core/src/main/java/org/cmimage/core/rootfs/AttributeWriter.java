package org.cmimage.core.rootfs;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.HostCalls.Handle;
import org.cmimage.core.spi.TreeEntry.Attributes;
import org.cmimage.core.spi.TreePath;

/**
 * Sets what Linux keeps about a node in the order in which the kernel undoes nothing: the owner
 * first, as it clears setuid and capabilities; the mode before ACLs, whose mask it would change;
 * times last.
 */
final class AttributeWriter {
  /** An archive may invent names without end; so many are reported. */
  private static final int REPORTED = 100;

  private final HostCalls calls;
  private final ConcurrentMap<String, TreePath> ignored = new ConcurrentHashMap<>();

  AttributeWriter(HostCalls calls) {
    this.calls = calls;
  }

  /**
   * Attributes of an open file or directory.
   *
   * @return its status before: what is right already is not set again, as asking costs less than a
   *     change
   */
  FileStatus apply(Handle node, TreePath path, Attributes attributes) throws IOException {
    FileStatus before = calls.status(node);
    if (before.uid() != attributes.uid() || before.gid() != attributes.gid()) {
      calls.setOwner(node, attributes.uid(), attributes.gid());
    }
    if (before.mode() != attributes.mode() || hasSpecialBits(attributes.mode())) {
      calls.setMode(node, attributes.mode());
    }
    for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
      if (isKept(xattr.getKey(), path)) {
        calls.setXattr(node, xattr.getKey(), xattr.getValue());
      }
    }
    calls.setTimes(node, attributes.mtimeSeconds(), attributes.mtimeNanos());
    return before;
  }

  /** A change of owner may have cleared them. */
  private static boolean hasSpecialBits(int mode) {
    return (mode & ~0777) != 0;
  }

  /**
   * Attributes of something that is not opened: a link, which has no mode of its own, or a device
   * and its like.
   */
  void applyByName(
      Handle directory, byte[] name, TreePath path, Attributes attributes, boolean isLink)
      throws IOException {
    calls.setOwner(directory, name, attributes.uid(), attributes.gid());
    if (!isLink) {
      calls.setMode(directory, name, attributes.mode());
    }
    for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
      if (isKept(xattr.getKey(), path)) {
        calls.setXattr(directory, name, xattr.getKey(), xattr.getValue());
      }
    }
    calls.setTimes(directory, name, attributes.mtimeSeconds(), attributes.mtimeNanos());
  }

  private boolean isKept(String attribute, TreePath path) throws IOException {
    if (attribute.startsWith("trusted.overlay.")) {
      // an overlay mount over the tree would obey it: redirects out of the tree, whiteouts
      throw WriteFault.badEntry(
          path, "extended attribute " + attribute + " would steer an overlay mount");
    }
    boolean kept =
        switch (attribute) {
          case "security.capability",
              "security.selinux",
              "system.posix_acl_access",
              "system.posix_acl_default" ->
              true;
          default -> attribute.startsWith("user.");
        };
    if (!kept && ignored.size() < REPORTED) {
      ignored.putIfAbsent(attribute, path);
    }
    return kept;
  }

  /** The attributes left out, with one path that had them. */
  ImmutableSortedMap<String, TreePath> ignored() {
    return ImmutableSortedMap.copyOf(ignored);
  }
}
