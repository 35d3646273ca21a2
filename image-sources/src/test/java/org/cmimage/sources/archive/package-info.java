@NullMarked
package org.cmimage.sources.archive;

import org.jspecify.annotations.NullMarked;
