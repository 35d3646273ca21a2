/** The checks of a tree, each over one subject. */
@NullMarked
package org.cmimage.core.check;

import org.jspecify.annotations.NullMarked;
