/** Runs the verbs for images made of packages, as a user does. */
@NullMarked
package org.cmimage.cli.packages;

import org.jspecify.annotations.NullMarked;
