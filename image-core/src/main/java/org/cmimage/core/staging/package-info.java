/** The staging place of trees, and the copying of trees. */
@NullMarked
package org.cmimage.core.staging;

import org.jspecify.annotations.NullMarked;
