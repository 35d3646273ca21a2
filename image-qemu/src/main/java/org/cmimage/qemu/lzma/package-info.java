/** The liblzma of the host, which decodes xz in half of Java's time. */
@NullMarked
package org.cmimage.qemu.lzma;

import org.jspecify.annotations.NullMarked;
