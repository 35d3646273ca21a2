/** Findings of checks in a tree, and their severity. */
@NullMarked
package org.cmimage.core.finding;

import org.jspecify.annotations.NullMarked;
