package org.cmimage.sources.deb.unpack;

import java.util.Optional;
import org.cmimage.sources.deb.unpack.database.Ground;

/**
 * Where packages are unpacked.
 *
 * @param claims which package every path belongs to
 * @param usr links of a merged {@code /usr}
 * @param ground what is there already; empty for an empty tree
 */
record Territory(PathClaims claims, UsrLinks usr, Optional<Ground> ground) {}
