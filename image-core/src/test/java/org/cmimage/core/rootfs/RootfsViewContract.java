package org.cmimage.core.rootfs;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.spi.TreeView;
import org.cmimage.core.spi.TreeViewContract;

/** The view of a tree that is unpacked. */
public interface RootfsViewContract extends RootfsTrial, TreeViewContract {
  @Override
  default void look(List<Sample> entries, Look look) throws IOException {
    try (Rootfs tree = tree()) {
      try (RootfsWriter writer = tree.writer()) {
        for (Sample entry : entries) {
          entry.to(writer);
        }
        writer.finish();
      }
      look.at(TreeView.of(tree));
    }
  }
}
