/**
 * Resolution by SAT, and the evaluation of its proofs: why packages cannot be installed together,
 * and which to exclude.
 */
@NullMarked
package org.cmimage.sources.deb.resolve.sat;

import org.jspecify.annotations.NullMarked;
