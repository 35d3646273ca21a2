/** Whole images of repositories that look like Ubuntu's, with what goes wrong in those. */
@NullMarked
package org.cmimage.endtoend.ubuntu;

import org.jspecify.annotations.NullMarked;
