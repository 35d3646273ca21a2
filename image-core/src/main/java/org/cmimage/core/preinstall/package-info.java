/**
 * A program of the user's that runs in an image before its packages are configured. Central type:
 * {@link org.cmimage.core.preinstall.PreInstallScript}, which is read once, so that the program
 * that was checked, and whose digest is in the journal's key, is the one that runs.
 */
@NullMarked
package org.cmimage.core.preinstall;

import org.jspecify.annotations.NullMarked;
