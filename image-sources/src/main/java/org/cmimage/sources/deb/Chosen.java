package org.cmimage.sources.deb;

import java.util.List;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.download.Downloader;

/**
 * Where the packages of an installation come from.
 *
 * @param origins the repositories, a line each
 * @param lists that the packages were chosen from
 * @param downloader that fetches from them
 */
record Chosen(List<String> origins, List<PackageList> lists, Downloader downloader) {
  Chosen {
    origins = List.copyOf(origins);
    lists = List.copyOf(lists);
  }
}
