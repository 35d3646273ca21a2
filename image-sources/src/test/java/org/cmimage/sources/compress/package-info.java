@NullMarked
package org.cmimage.sources.compress;

import org.jspecify.annotations.NullMarked;
