@NullMarked
package org.cmimage.sources.iso;

import org.jspecify.annotations.NullMarked;
