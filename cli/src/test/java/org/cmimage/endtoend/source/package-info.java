/** Makes whole images of base archives, media and archives of other clusters. */
@NullMarked
package org.cmimage.endtoend.source;

import org.jspecify.annotations.NullMarked;
