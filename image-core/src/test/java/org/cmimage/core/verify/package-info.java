/** Tests of the tree verification, on trees built in code. */
@NullMarked
package org.cmimage.core.verify;

import org.jspecify.annotations.NullMarked;
