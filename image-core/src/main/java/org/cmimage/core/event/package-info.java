/** What a pipeline reports while it works. */
@NullMarked
package org.cmimage.core.event;

import org.jspecify.annotations.NullMarked;
