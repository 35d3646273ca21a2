/**
 * Decoders of blocks that file systems compress one by one: the whole block is in memory, and so is
 * what comes out of it. Central type: {@link org.cmimage.sources.blocks.BlockDecoders}.
 *
 * <p>A block is hostile input: whatever it holds, a decoder writes within the given array, ends,
 * and fails with an {@link java.io.IOException} alone.
 */
@NullMarked
package org.cmimage.sources.blocks;

import org.jspecify.annotations.NullMarked;
