package org.cmimage.sources.overlay;

import java.util.HashMap;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;

/**
 * The marks of overlayfs in an upper directory: character devices 0/0, and attributes below {@code
 * trusted.overlay.} or, for mounts without privileges, {@code user.overlay.}.
 */
public final class OverlayfsMarks implements Mark.Reader {
  private static final String[] PREFIXES = {"trusted.overlay.", "user.overlay."};
  private static final Remedy MERGED_BY_LINUX =
      new Remedy.Advice(
          "merge the layers by Linux, and name the image of the result: mount -o ro"
              + " LAYER.squashfs DIRECTORY for each layer; mount -t overlay overlay -o"
              + " ro,redirect_dir=on,metacopy=on,lowerdir=UPPER:LOWER /mnt; mksquashfs /mnt"
              + " image.squashfs -xattrs");

  /** Creates a reader for layers of any name. */
  public OverlayfsMarks() {}

  @Override
  public Mark read(TreeEntry entry) throws FaultException {
    if (isWhiteout(entry)) {
      return new Mark.Whiteout(entry.path());
    }
    Map<String, byte[]> xattrs = entry.attributes().xattrs();
    boolean opaque = false;
    Map<String, byte[]> others = xattrs;
    for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
      String name = own(xattr.getKey());
      if (name.isEmpty()) {
        continue;
      }
      requireOwnContent(entry, xattr.getKey());
      boolean yes = xattr.getValue().length == 1 && xattr.getValue()[0] == 'y';
      opaque |= name.equals("opaque") && yes;
      others = others == xattrs ? new HashMap<>(xattrs) : others;
      others.remove(xattr.getKey());
    }
    opaque &= entry.kind().type() == NodeType.DIRECTORY;
    return new Mark.Entry(others == xattrs ? entry : with(entry, others), opaque);
  }

  /** Returns whether an entry only has an effect on lower layers. */
  public static boolean isMark(TreeEntry entry) {
    if (entry.attributes().xattrs().isEmpty() && !(entry.kind() instanceof Kind.Special)) {
      return false; // nearly every entry
    }
    return isWhiteout(entry)
        || entry.attributes().xattrs().keySet().stream().anyMatch(name -> !own(name).isEmpty());
  }

  private static boolean isWhiteout(TreeEntry entry) {
    if (entry.kind() instanceof Kind.Special node) {
      return node.type() == NodeType.CHARACTER_DEVICE && node.major() == 0 && node.minor() == 0;
    }
    // since Linux 6.7, in layers that lie on overlays themselves
    return entry.kind() instanceof Kind.Regular file
        && file.size() == 0
        && entry.attributes().xattrs().keySet().stream()
            .anyMatch(name -> own(name).equals("whiteout"));
  }

  private static String own(String name) {
    for (String prefix : PREFIXES) {
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return "";
  }

  private static TreeEntry with(TreeEntry entry, Map<String, byte[]> xattrs) {
    Attributes all = entry.attributes();
    return new TreeEntry(
        entry.path(),
        entry.kind(),
        new Attributes(
            all.mode(), all.uid(), all.gid(), all.mtimeSeconds(), all.mtimeNanos(), xattrs));
  }

  /**
   * Fails where other layers have what an entry is of: a tree cannot be made of it alone.
   *
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT}
   */
  public static void requireOwnContent(TreeEntry entry) throws FaultException {
    for (String xattr : entry.attributes().xattrs().keySet()) {
      requireOwnContent(entry, xattr);
    }
  }

  /** Refuses the attributes of mounts with {@code redirect_dir=on} or {@code metacopy=on}. */
  private static void requireOwnContent(TreeEntry entry, String attribute) throws FaultException {
    String fact =
        switch (own(attribute)) {
          case "redirect" -> "it was renamed in the overlay, lower layers have it by its old name";
          case "metacopy" -> "only its attributes are in this layer, its content is in lower ones";
          default -> "";
        };
    if (!fact.isEmpty()) {
      throw new FaultException(
          new Fault(
              ErrorCode.SOURCE_CORRUPT,
              LayeredEntries.READING,
              "\"" + entry.path() + "\" has " + attribute + ": " + fact,
              MERGED_BY_LINUX));
    }
  }
}
