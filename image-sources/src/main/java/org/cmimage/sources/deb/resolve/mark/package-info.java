/**
 * Resolution by marking packages one at a time, as apt does it.
 *
 * <p>{@code Marking} follows {@code MarkInstall} of apt 2.6 step by step over {@code Marks}. {@code
 * Repair} removes what a removal broke. If that leaves something broken, {@code TransactionSearch}
 * finds the solution with the fewest removals by SAT.
 */
@NullMarked
package org.cmimage.sources.deb.resolve.mark;

import org.jspecify.annotations.NullMarked;
