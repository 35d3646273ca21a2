@NullMarked
package org.cmimage.core.format.rpm;

import org.jspecify.annotations.NullMarked;
