/** The ISA-L library of the host, which decodes gzip's data in a third of zlib's time. */
@NullMarked
package org.cmimage.qemu.isal;

import org.jspecify.annotations.NullMarked;
