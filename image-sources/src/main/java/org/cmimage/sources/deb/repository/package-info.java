/**
 * Reads Debian package repositories (<a
 * href="https://wiki.debian.org/DebianRepository/Format">repository format</a>): a signed Release
 * file contains the digests of indices, and these the digests of packages.
 *
 * <p>{@link org.cmimage.sources.deb.repository.RepositoryReader} fetches both and returns the
 * packages. Nothing unsigned is read beyond what gpgv needs: there is no option to trust a remote
 * repository without a signature.
 */
@NullMarked
package org.cmimage.sources.deb.repository;

import org.jspecify.annotations.NullMarked;
