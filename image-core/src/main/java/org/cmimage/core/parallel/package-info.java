/** Work done on several threads at once that succeeds or fails as one. */
@NullMarked
package org.cmimage.core.parallel;

import org.jspecify.annotations.NullMarked;
