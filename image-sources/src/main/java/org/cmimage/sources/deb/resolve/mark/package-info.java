/** Resolution by marking packages one at a time, as apt does it. */
@NullMarked
package org.cmimage.sources.deb.resolve.mark;

import org.jspecify.annotations.NullMarked;
