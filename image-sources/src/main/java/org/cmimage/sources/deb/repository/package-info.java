/**
 * Reads Debian package repositories (<a
 * href="https://wiki.debian.org/DebianRepository/Format">repository format</a>): a signed Release
 * file vouches for indices, and these for packages.
 *
 * <p>{@link org.cmimage.sources.deb.repository.RepositoryReader} fetches both and gives the
 * packages. Nothing unsigned is ever read beyond what gpgv needs: there is no option to trust a
 * repository without a signature.
 */
@NullMarked
package org.cmimage.sources.deb.repository;

import org.jspecify.annotations.NullMarked;
