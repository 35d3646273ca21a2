/** What checks find in a tree, and how strictly they look. */
@NullMarked
package org.cmimage.core.finding;

import org.jspecify.annotations.NullMarked;
