/** Ports for libraries of the host that decode and digest inside this process, where installed. */
@NullMarked
package org.cmimage.core.codec;

import org.jspecify.annotations.NullMarked;
