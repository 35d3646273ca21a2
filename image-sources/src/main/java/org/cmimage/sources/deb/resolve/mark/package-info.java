/** Resolution as apt does it, mark by mark. */
@NullMarked
package org.cmimage.sources.deb.resolve.mark;

import org.jspecify.annotations.NullMarked;
