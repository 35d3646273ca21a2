/** The port for guest sessions, which run an image's own programs. Implemented by image-qemu. */
@NullMarked
package org.cmimage.core.guest;

import org.jspecify.annotations.NullMarked;
