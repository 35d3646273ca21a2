@NullMarked
package org.cmimage.sources.deb.transaction;

import org.jspecify.annotations.NullMarked;
