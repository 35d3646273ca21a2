/**
 * The locations of bytes: files and URLs, through Commons VFS. Central type: {@link
 * org.cmimage.sources.location.VfsLocation}.
 */
@NullMarked
package org.cmimage.sources.location;

import org.jspecify.annotations.NullMarked;
