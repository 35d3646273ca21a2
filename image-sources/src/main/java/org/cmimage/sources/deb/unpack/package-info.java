/**
 * Makes a tree from Debian packages without running any of their programs: the result of {@code
 * dpkg --unpack}, made on all cores. Central type: {@link
 * org.cmimage.sources.deb.unpack.DebUnpacker}. Packages whose scripts could tell the difference are
 * left to the image's own dpkg ({@link org.cmimage.sources.deb.unpack.database.UnpackRules}); their
 * archives are put into the tree.
 *
 * <p>The package database is dpkg's own, with every package in state {@code install ok unpacked}
 * (dpkg 1.20 to 1.23: lib/dpkg/parse.c for the fields and their order, deb-triggers(5),
 * deb-conffiles(5)). No trigger is pending in it: dpkg records none for a package that was never
 * configured, because configuring it does the trigger's work for all existing files
 * (lib/dpkg/triglib.c, trig_record_activation). Interests are recorded, so that triggers activated
 * while packages are configured run once, at the end.
 *
 * <p>Conffiles are written as {@code NAME.dpkg-new}, and dpkg puts them in place when it configures
 * the package. Those of the base system are in place from the start, with their checksums in the
 * database: dpkg does not change such a conffile if there is no {@code .dpkg-new} beside it
 * (src/main/configure.c, deferred_configure_conffile).
 *
 * <p>A download pool works beside an unpacking pool ({@code FetchAndUnpack}): an archive is
 * extracted as soon as its SHA-256 is verified. The control part of a {@code .deb} comes first in
 * it, so that the way to unpack the package is known before its files are read. {@code
 * DebUnpacker.finish} writes the package database.
 */
@NullMarked
package org.cmimage.sources.deb.unpack;

import org.jspecify.annotations.NullMarked;
