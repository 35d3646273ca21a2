/**
 * Compares images of packages drawn at random with what others make of the same packages: {@code
 * bench/truth}, and two small sets of it among the tests. See docs/TRUTH.md.
 */
@NullMarked
package org.cmimage.endtoend.truth;

import org.jspecify.annotations.NullMarked;
