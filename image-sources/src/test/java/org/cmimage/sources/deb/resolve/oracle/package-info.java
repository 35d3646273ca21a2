/** Compares what is resolved with what apt resolves out of the same repositories. */
@NullMarked
package org.cmimage.sources.deb.resolve.oracle;

import org.jspecify.annotations.NullMarked;
