package org.cmimage.sources.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A listener to the files that a downloader has fetched. Called on several threads. */
public interface FetchListener {
  /** A listener that does nothing. */
  FetchListener NONE =
      new FetchListener() {
        @Override
        public void fetched(Download download, Path file) {
          // no effect
        }

        @Override
        public void verified(URI uri, byte[] content) {
          // no effect
        }
      };

  /** Reports that a file of a known digest exists. */
  void fetched(Download download, Path file) throws IOException, InterruptedException;

  /** Reports that a file of unknown content has been verified. */
  void verified(URI uri, byte[] content) throws IOException;
}
