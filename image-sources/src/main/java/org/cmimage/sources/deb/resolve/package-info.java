/**
 * Resolves the packages of a system: the requested ones, the essential ones, and their
 * dependencies, as apt would choose, without conflicts.
 *
 * <p>{@link org.cmimage.sources.deb.resolve.Resolver} is the entry point. A simple traversal of the
 * dependencies nearly always succeeds; if it meets a conflict, a SAT solver searches the packages
 * within reach, and if that proves that there is no solution, the result is an explanation.
 * Recommended packages are not installed.
 *
 * <p>For a system that has packages, {@code Resolver.transaction} overlays the universe of packages
 * with the installed ones and returns a {@code TransactionPlan}. Installed packages stay unless
 * they have to change, packages that depended on an old version follow, packages of one source stay
 * together, and conflicting ones are upgraded or removed. Held, essential and required packages are
 * fixed, and nothing is downgraded that was not named with its version. Existing faults of a system
 * are not repaired.
 *
 * <p>Transactions equal those of {@code apt-get -s} ({@code TransactionOracleTest}), with three
 * intended differences: apt upgrades packages of the same source while it removes one of them (a
 * trial that it does not undo); apt takes an installed version whose relations differ from those of
 * the same version in the archive for another version; apt removes packages of priority {@code
 * required} that are not essential, which is refused here.
 *
 * <p>If packages cannot be installed together, {@code Corrections} finds the shortest list to
 * exclude: each proof of the solver names the packages it concerns, an exclusion takes one of each,
 * and the smallest sets are tried first until one is a solution (implicit hitting sets). {@code
 * Conflicts} explains for each of these packages why it cannot be installed, and what depends on
 * it.
 */
@NullMarked
package org.cmimage.sources.deb.resolve;

import org.jspecify.annotations.NullMarked;
