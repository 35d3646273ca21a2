package org.cmimage.sources.deb;

import java.util.List;
import org.cmimage.sources.download.Downloader;

/**
 * Where the packages of an installation come from.
 *
 * @param origins the repositories, a line each
 * @param downloader that fetches from them
 */
record Chosen(List<String> origins, Downloader downloader) {
  Chosen {
    origins = List.copyOf(origins);
  }
}
