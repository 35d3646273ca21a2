/** All packages that can be had, what they ask for, and which of them come into consideration. */
@NullMarked
package org.cmimage.sources.deb.resolve.universe;

import org.jspecify.annotations.NullMarked;
