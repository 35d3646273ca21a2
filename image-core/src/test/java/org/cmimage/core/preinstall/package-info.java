@NullMarked
package org.cmimage.core.preinstall;

import org.jspecify.annotations.NullMarked;
