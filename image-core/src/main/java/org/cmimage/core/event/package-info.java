/** The events of a running pipeline. */
@NullMarked
package org.cmimage.core.event;

import org.jspecify.annotations.NullMarked;
