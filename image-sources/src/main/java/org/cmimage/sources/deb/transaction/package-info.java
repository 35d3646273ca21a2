/**
 * Changes the packages of a tree that has a package database. New packages are unpacked natively
 * and in parallel if they only add files at unused paths ({@link
 * org.cmimage.sources.deb.transaction.ExistingTree}); all others, upgrades and removals are
 * performed by the image's own dpkg ({@link
 * org.cmimage.sources.deb.transaction.TransactionProvision}).
 *
 * <p>Facts about dpkg are those of 1.20 to 1.23: lib/dpkg/triglib.c and trigdeferred.c for
 * triggers, src/main/filters.c and lib/dpkg/options.c for its configuration, src/main/archives.c
 * for existing files.
 *
 * <p>{@code ExistingTree} decides from the database's lists, diversions, overrides and dpkg's
 * configuration, before the first file of a package is written. New packages are added to the
 * database, and triggers of installed packages are activated for new paths
 * (docs/decisions/0023-transactions.md). The result is compared with that of the tree's own apt
 * (docs/TRANSACTIONS.md).
 */
@NullMarked
package org.cmimage.sources.deb.transaction;

import org.jspecify.annotations.NullMarked;
