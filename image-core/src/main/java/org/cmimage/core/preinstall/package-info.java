/**
 * A program of the user's that runs in an image before its packages are configured. Central type:
 * {@link org.cmimage.core.preinstall.PreInstallScript}, which is read once, so that what runs is
 * what was checked and what the journal's key has a digest of.
 */
@NullMarked
package org.cmimage.core.preinstall;

import org.jspecify.annotations.NullMarked;
