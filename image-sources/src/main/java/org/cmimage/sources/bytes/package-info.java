/**
 * Bytes that are read at any position: of a file, or of a file inside another one. Central type:
 * {@link org.cmimage.sources.bytes.RandomAccessBytes}.
 *
 * <p>Readers of file systems ({@code sources.iso}, {@code sources.squashfs}) take such bytes and
 * provide their files as such bytes, so that a file system inside a file system is read in place.
 */
@NullMarked
package org.cmimage.sources.bytes;

import org.jspecify.annotations.NullMarked;
