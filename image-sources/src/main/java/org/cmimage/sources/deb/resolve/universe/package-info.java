/**
 * All packages that can be chosen, their dependencies and conflicts, and which of them are
 * considered.
 */
@NullMarked
package org.cmimage.sources.deb.resolve.universe;

import org.jspecify.annotations.NullMarked;
