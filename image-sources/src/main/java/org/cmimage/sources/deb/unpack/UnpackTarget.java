package org.cmimage.sources.deb.unpack;

import java.util.Optional;
import org.cmimage.sources.deb.unpack.database.PackagedTree;

/**
 * The destination of packages.
 *
 * @param claims the package that owns each path
 * @param usr links of a merged {@code /usr}
 * @param existing the tree with its packages; empty for an empty tree
 */
record UnpackTarget(PathClaims claims, UsrLinks usr, Optional<PackagedTree> existing) {}
