@NullMarked
package org.cmimage.sources.iso.path;

import org.jspecify.annotations.NullMarked;
