/** Fakes of the ports and the contracts that fakes and real ones keep alike. */
@NullMarked
package org.cmimage.core.spi;

import org.jspecify.annotations.NullMarked;
