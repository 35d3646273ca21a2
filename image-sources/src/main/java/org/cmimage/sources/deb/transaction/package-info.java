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
 */
@NullMarked
package org.cmimage.sources.deb.transaction;

import org.jspecify.annotations.NullMarked;
