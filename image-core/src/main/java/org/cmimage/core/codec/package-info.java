/**
 * Ports for libraries of the host that decode and digest inside this process, where it has them.
 */
@NullMarked
package org.cmimage.core.codec;

import org.jspecify.annotations.NullMarked;
