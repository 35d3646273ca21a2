/**
 * What images are made of: base archives and directories. What a source is, is decided by its
 * content. Central type: {@link org.cmimage.sources.medium.OpenedMedia}.
 */
@NullMarked
package org.cmimage.sources.medium;

import org.jspecify.annotations.NullMarked;
