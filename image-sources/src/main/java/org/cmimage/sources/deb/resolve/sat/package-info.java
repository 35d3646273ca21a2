/**
 * Resolution by SAT, and what its proofs tell: why packages cannot be had together, and what to
 * leave out.
 */
@NullMarked
package org.cmimage.sources.deb.resolve.sat;

import org.jspecify.annotations.NullMarked;
