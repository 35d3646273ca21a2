/**
 * Files from mirrors: fetched in parallel, resumed where they were cut short, verified while they
 * arrive, and kept by their content.
 *
 * <p>{@link org.cmimage.sources.download.Downloader} turns {@link
 * org.cmimage.sources.download.Download}s into files of the {@link
 * org.cmimage.sources.download.DownloadCache}. Nothing gets into the cache that has not the digest
 * it is filed under, and nothing is handed out unread: a file damaged since is fetched again.
 */
@NullMarked
package org.cmimage.sources.download;

import org.jspecify.annotations.NullMarked;
