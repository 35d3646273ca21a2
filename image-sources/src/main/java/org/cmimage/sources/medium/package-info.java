/**
 * The sources of images: base archives and directories, recognised by content. Central type: {@link
 * org.cmimage.sources.medium.OpenedMedia}.
 */
@NullMarked
package org.cmimage.sources.medium;

import org.jspecify.annotations.NullMarked;
