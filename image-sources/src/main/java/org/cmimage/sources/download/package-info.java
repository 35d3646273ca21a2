/**
 * Files from mirrors: fetched in parallel, resumed after interruptions, verified while they arrive,
 * and stored by their content.
 *
 * <p>{@link org.cmimage.sources.download.Downloader} turns {@link
 * org.cmimage.sources.download.Download}s into files of the {@link
 * org.cmimage.sources.download.DownloadCache}. The cache contains only files with the digest that
 * they are named after, and every file is read before it is handed out: one damaged since is
 * fetched again.
 */
@NullMarked
package org.cmimage.sources.download;

import org.jspecify.annotations.NullMarked;
