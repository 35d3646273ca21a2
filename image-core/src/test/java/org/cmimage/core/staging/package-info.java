/** Tests of the tree writer, and what others need to test against trees. */
@NullMarked
package org.cmimage.core.staging;

import org.jspecify.annotations.NullMarked;
