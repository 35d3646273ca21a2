/**
 * Readers under fuzzing: the permitted behaviour for any bytes. Jazzer generates the bytes: for
 * some seconds in the tests, without limit in {@code bench/fuzz}.
 */
@NullMarked
package org.cmimage.sources.fuzz;

import org.jspecify.annotations.NullMarked;
