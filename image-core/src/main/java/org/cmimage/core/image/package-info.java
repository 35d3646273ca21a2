/**
 * Finished images that administrators continue to change: found by name or path, with a shell in
 * them. Central type: {@link org.cmimage.core.image.ImageShell}.
 */
@NullMarked
package org.cmimage.core.image;

import org.jspecify.annotations.NullMarked;
