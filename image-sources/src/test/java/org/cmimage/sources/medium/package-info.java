@NullMarked
package org.cmimage.sources.medium;

import org.jspecify.annotations.NullMarked;
