package org.cmimage.sources.deb.unpack;

import java.util.Optional;
import org.cmimage.sources.deb.unpack.database.Ground;

/**
 * The destination of packages.
 *
 * @param claims the package that owns each path
 * @param usr links of a merged {@code /usr}
 * @param ground the existing packages; empty for an empty tree
 */
record Territory(PathClaims claims, UsrLinks usr, Optional<Ground> ground) {}
