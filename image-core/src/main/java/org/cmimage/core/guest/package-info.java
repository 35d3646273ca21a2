/** The port for guest sessions, in which an image's own programs run. Implemented by image-qemu. */
@NullMarked
package org.cmimage.core.guest;

import org.jspecify.annotations.NullMarked;
