/**
 * Readers under fuzzing: what they may do with any bytes at all. Jazzer makes the bytes: some
 * seconds in the tests, as long as one likes in {@code bench/fuzz}.
 */
@NullMarked
package org.cmimage.sources.fuzz;

import org.jspecify.annotations.NullMarked;
