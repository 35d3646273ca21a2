/**
 * Resolves the packages of a system: the requested ones, the essential ones, and their
 * dependencies, as apt would choose, without conflicts.
 *
 * <p>{@link org.cmimage.sources.deb.resolve.Resolver} is the entry point. A simple traversal of the
 * dependencies nearly always succeeds; if it meets a conflict, a SAT solver searches the packages
 * within reach, and if that proves that there is no solution, the result is an explanation.
 * Recommended packages are not installed.
 */
@NullMarked
package org.cmimage.sources.deb.resolve;

import org.jspecify.annotations.NullMarked;
