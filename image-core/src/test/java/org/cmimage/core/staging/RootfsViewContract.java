package org.cmimage.core.staging;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsTrial;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeViewContract;
import org.cmimage.core.write.RootfsWriter;

/** The view of a tree that is unpacked. */
public interface RootfsViewContract extends RootfsTrial, TreeViewContract {
  @Override
  default void look(List<Sample> entries, Look look) throws IOException {
    try (Rootfs tree = tree()) {
      try (RootfsWriter writer = new RootfsWriter(tree)) {
        for (Sample entry : entries) {
          entry.to(writer);
        }
        writer.finish();
      }
      look.at(tree);
    }
  }
}
