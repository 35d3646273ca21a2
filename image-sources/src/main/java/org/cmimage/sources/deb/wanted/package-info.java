/** The requested packages: names with versions, glob patterns, and the versions of a lock file. */
@NullMarked
package org.cmimage.sources.deb.wanted;

import org.jspecify.annotations.NullMarked;
