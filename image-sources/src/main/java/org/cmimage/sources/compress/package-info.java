/**
 * Compressed streams, recognised by their first bytes and never by a name. Central type: {@link
 * org.cmimage.sources.compress.Decompressor}.
 *
 * <p>Everything but a whole, intact stream is an error: truncation, a wrong checksum, and data
 * after the end. So is a stream that expands, beyond 4 GiB, to more than 250 times its size.
 */
@NullMarked
package org.cmimage.sources.compress;

import org.jspecify.annotations.NullMarked;
