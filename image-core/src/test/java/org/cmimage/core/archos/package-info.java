@NullMarked
package org.cmimage.core.archos;

import org.jspecify.annotations.NullMarked;
