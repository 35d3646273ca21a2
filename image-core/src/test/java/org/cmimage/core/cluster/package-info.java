@NullMarked
package org.cmimage.core.cluster;

import org.jspecify.annotations.NullMarked;
