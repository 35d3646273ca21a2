/**
 * Decides which packages make a system: those asked for, the essential ones, and what they need, as
 * apt would choose, without conflicts.
 *
 * <p>{@link org.cmimage.sources.deb.resolve.Resolver} is the way in. A simple walk along the
 * dependencies nearly always succeeds; where it runs into a conflict, a SAT solver searches the
 * packages within reach, and where that proves that there is no way, the result is an explanation.
 * Recommended packages are not installed.
 */
@NullMarked
package org.cmimage.sources.deb.resolve;

import org.jspecify.annotations.NullMarked;
