package org.cmimage.sources.deb;

import java.util.List;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.download.Downloader;

/**
 * The sources of the packages of an installation.
 *
 * @param origins the repositories, a line each
 * @param lists the lists that the packages were chosen from
 * @param downloader the downloader for these repositories
 */
record Chosen(List<String> origins, List<PackageList> lists, Downloader downloader) {
  Chosen {
    origins = List.copyOf(origins);
    lists = List.copyOf(lists);
  }
}
