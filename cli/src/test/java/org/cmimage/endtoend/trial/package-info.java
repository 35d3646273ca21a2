/**
 * What trials of whole images need: clusters, the product and apt as programs, and trees as text.
 */
@NullMarked
package org.cmimage.endtoend.trial;

import org.jspecify.annotations.NullMarked;
