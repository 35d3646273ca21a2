/**
 * What a tree was when it was finished, so that anyone can tell later whether it still is. Central
 * type: {@link org.cmimage.core.manifest.TreeManifest}; its text is mtree(5).
 *
 * <p>A manifest is trusted as far as its file is: it is kept where only root writes. Reading one is
 * strict nevertheless, and bounded.
 */
@NullMarked
package org.cmimage.core.manifest;

import org.jspecify.annotations.NullMarked;
