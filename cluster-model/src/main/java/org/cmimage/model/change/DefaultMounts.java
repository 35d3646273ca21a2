package org.cmimage.model.change;

import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.FsMount;

/** The mounts a category has by default. */
final class DefaultMounts {
  private DefaultMounts() {}

  static List<FsMount> of(EntityKey category) {
    return List.of(
        FsMount.of(category, "none", "/dev/pts", "devpts")
            .with(FsMount.MOUNT_OPTIONS, "gid=5,mode=620"),
        FsMount.of(category, "none", "/proc", "proc")
            .with(FsMount.MOUNT_OPTIONS, "defaults,nosuid"),
        FsMount.of(category, "none", "/sys", "sysfs"),
        FsMount.of(category, "none", "/dev/shm", "tmpfs"),
        FsMount.of(category, "$localnfsserver:/cm/shared", "/cm/shared", "nfs"),
        FsMount.of(category, "master:/home", "/home", "nfs"));
  }
}
