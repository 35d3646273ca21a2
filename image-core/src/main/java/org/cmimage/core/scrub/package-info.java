/**
 * What must not be in an image that many nodes share: the identity of the machine it was made on or
 * taken from, and what building left behind. {@link org.cmimage.core.scrub.IdentityScrub} removes
 * it and tells what is left; both work on the tree alone, no program of the image runs.
 */
@NullMarked
package org.cmimage.core.scrub;

import org.jspecify.annotations.NullMarked;
