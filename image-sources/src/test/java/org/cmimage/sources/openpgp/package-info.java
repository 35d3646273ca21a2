@NullMarked
package org.cmimage.sources.openpgp;

import org.jspecify.annotations.NullMarked;
