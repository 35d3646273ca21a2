package org.cmimage.cli.option;

import java.io.IOException;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import picocli.CommandLine.Option;

/** The option that names an image. */
public final class RequestedImage {
  @Option(
      names = {"-i", "--image"},
      paramLabel = "IMAGE",
      required = true,
      description = "The image's name, see: cm-image list; or the path of its tree.")
  private String name = "";

  /** Returns the name as typed. */
  public String name() {
    return name;
  }

  /** Returns the image, as {@link ImageLookup#find} does. */
  public FinishedImage find(ClusterLayout layout, ClusterStore store, HostCalls calls)
      throws IOException, StoreException {
    return new ImageLookup(layout, store.snapshot(), calls).find(name);
  }
}
