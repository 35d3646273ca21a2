/** Where a tree is made before it takes its place, and how trees are copied. */
@NullMarked
package org.cmimage.core.staging;

import org.jspecify.annotations.NullMarked;
