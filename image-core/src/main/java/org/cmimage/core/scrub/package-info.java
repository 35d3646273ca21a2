/**
 * The removal of data that must not be in an image shared by many nodes: the identity of the
 * machine it was made on or taken from, and leftovers of the build. {@link
 * org.cmimage.core.scrub.IdentityScrub} removes it and reports what is left; both read the tree
 * only, no program of the image runs.
 */
@NullMarked
package org.cmimage.core.scrub;

import org.jspecify.annotations.NullMarked;
