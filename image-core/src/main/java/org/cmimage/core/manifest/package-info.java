/**
 * Records of a finished tree, to detect later changes. Central type: {@link
 * org.cmimage.core.manifest.TreeManifest}; its text is mtree(5).
 *
 * <p>A manifest is as trustworthy as its file: it is kept where only root writes. Reading one is
 * strict nevertheless, and within limits.
 *
 * <p>The content of files that were digested while they were written is not read again. A file with
 * large holes is identified by its data alone ({@code ContentDigest}).
 */
@NullMarked
package org.cmimage.core.manifest;

import org.jspecify.annotations.NullMarked;
