package org.cmimage.model.host;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * All files of the head node that follow from the entities of a cluster. Immutable.
 *
 * @param files in the order in which they are to be written
 * @param notices the entities without effect, each with the reason
 */
public record HostFiles(List<HostFile> files, List<Notice> notices) {
  public HostFiles {
    files = ImmutableList.copyOf(files);
    notices = ImmutableList.copyOf(notices);
  }

  /** Returns the files for a cluster; without content where it has no head node. */
  public static HostFiles of(ClusterSnapshot cluster) {
    List<Notice> notices = new ArrayList<>();
    HostFile exports = new ExportsFile(cluster, notices).file();
    HostFile mounts = new MountTable(cluster, notices).file();
    return new HostFiles(List.of(exports, mounts), notices);
  }
}
