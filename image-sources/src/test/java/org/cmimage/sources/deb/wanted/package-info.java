@NullMarked
package org.cmimage.sources.deb.wanted;

import org.jspecify.annotations.NullMarked;
