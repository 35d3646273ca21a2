@NullMarked
package org.cmimage.sources.deb.unpack;

import org.jspecify.annotations.NullMarked;
