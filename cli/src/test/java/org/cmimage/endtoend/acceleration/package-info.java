/** What acceleration must not change: images, and the answers of twins. */
@NullMarked
package org.cmimage.endtoend.acceleration;

import org.jspecify.annotations.NullMarked;
