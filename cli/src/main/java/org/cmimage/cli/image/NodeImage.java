package org.cmimage.cli.image;

import java.io.IOException;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** The image of the nodes that a cm-shared tree is for. */
record NodeImage(GlobalOptions global, String name) {
  /**
   * Returns the image's path in the cluster.
   *
   * @param archOs the target of the tree, which has to be the image's
   */
  String path(ArchOs archOs) throws ImageException, IOException, StoreException {
    HostCalls calls = HostCalls.installed();
    try (ClusterStore store = Stores.look(global.layout())) {
      FinishedImage image = new ImageLookup(global.layout(), store.snapshot(), calls).find(name);
      ArchOs found = image.subject(calls).archOs();
      if (!found.equals(archOs)) {
        throw new ImageException(
            ErrorCode.INVALID_REQUEST,
            "cannot create cmshared of " + archOs + " for nodes of " + image.name(),
            "it is of " + found,
            new Remedy.Advice(
                "name an image of " + archOs + ", or make cmshared of " + found + " for it"));
      }
      return image.place();
    }
  }
}
