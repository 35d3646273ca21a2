package org.cmimage.sources.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Is told of what a downloader has brought. Called on several threads. */
public interface FetchListener {
  /** One that does nothing. */
  FetchListener NONE =
      new FetchListener() {
        @Override
        public void fetched(Download download, Path file) {
          // nobody wants to know
        }

        @Override
        public void verified(URI uri, byte[] content) {
          // as above
        }
      };

  /** A file of a known digest is there. */
  void fetched(Download download, Path file) throws IOException, InterruptedException;

  /** A file of which nothing was known proved to be good. */
  void verified(URI uri, byte[] content) throws IOException;
}
