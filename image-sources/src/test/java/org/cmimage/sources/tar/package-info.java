@NullMarked
package org.cmimage.sources.tar;

import org.jspecify.annotations.NullMarked;
