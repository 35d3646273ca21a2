@NullMarked
package org.cmimage.core.lockfile;

import org.jspecify.annotations.NullMarked;
