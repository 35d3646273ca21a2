@NullMarked
package org.cmimage.sources.iso.vfs;

import org.jspecify.annotations.NullMarked;
