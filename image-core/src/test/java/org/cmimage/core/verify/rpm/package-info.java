@NullMarked
package org.cmimage.core.verify.rpm;

import org.jspecify.annotations.NullMarked;
