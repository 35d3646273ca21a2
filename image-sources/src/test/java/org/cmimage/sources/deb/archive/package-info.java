@NullMarked
package org.cmimage.sources.deb.archive;

import org.jspecify.annotations.NullMarked;
