/**
 * The trees of the cluster on disk, as the shell's commands need them: what they are, and deleting
 * and copying them through the tree writer of image-core.
 */
@NullMarked
package org.cmimage.cli.shell.trees;

import org.jspecify.annotations.NullMarked;
