package org.cmimage.model.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The head node's own mounts in the form of fstab(5), as a block of its fstab. A mount of a tree
 * that the head node itself has, by NFS from itself, is left out: it would hide the tree.
 */
final class MountTable {
  static final String PATH = "/etc/fstab";

  /** The server nearest to a node, which for the head node is itself. */
  private static final String NEAREST_SERVER = "$localnfsserver";

  private final ClusterSnapshot cluster;
  private final List<Notice> notices;

  MountTable(ClusterSnapshot cluster, List<Notice> notices) {
    this.cluster = cluster;
    this.notices = notices;
  }

  HostFile file() {
    StringBuilder lines = new StringBuilder();
    Optional<Device> headNode = cluster.headNode();
    if (headNode.isPresent()) {
      for (Entity mount : cluster.owned(headNode.get().key(), EntityType.FS_MOUNT)) {
        if (isItself(mount, headNode.get())) {
          notices.add(new Notice(mount.key(), "the head node would mount it from itself"));
        } else {
          lines.append(line(mount)).append('\n');
        }
      }
    }
    return new HostFile(PATH, HostFile.Form.BLOCK, lines.toString());
  }

  private static boolean isItself(Entity mount, Device headNode) {
    String device = mount.get(FsMount.DEVICE);
    String path = ":" + mount.get(FsMount.MOUNTPOINT);
    return List.of(NEAREST_SERVER, ClusterSnapshot.MASTER, "localhost", headNode.name()).stream()
        .anyMatch(server -> device.equals(server + path));
  }

  private static String line(Entity mount) {
    String device = mount.get(FsMount.DEVICE);
    if (device.startsWith(NEAREST_SERVER + ":")) {
      device = ClusterSnapshot.MASTER + device.substring(NEAREST_SERVER.length());
    }
    String options = mount.get(FsMount.MOUNT_OPTIONS);
    if (mount.get(FsMount.RDMA).equals("yes")) {
      options += ",rdma";
    }
    String check =
        switch (mount.get(FsMount.FILESYSTEM_CHECK)) {
          case "ROOT" -> "1";
          case "OTHER" -> "2";
          default -> "0";
        };
    return String.join(
        " ",
        field(device),
        field(mount.get(FsMount.MOUNTPOINT)),
        mount.get(FsMount.FILESYSTEM),
        field(options.isEmpty() ? "defaults" : options),
        mount.get(FsMount.DUMP).equals("yes") ? "1" : "0",
        check);
  }

  /** Returns a field with what would end it, or begin a comment, in octal (fstab(5)). */
  private static String field(String text) {
    StringBuilder field = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      boolean isPlain = b > ' ' && b != '#' && b != '\\' && b != 0x7f;
      field.append(isPlain ? String.valueOf((char) b) : String.format("\\%03o", b & 0xff));
    }
    return field.toString();
  }
}
