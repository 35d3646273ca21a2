/**
 * Targets and names of images: architectures, distributions, components and their names.
 *
 * <p>Central type: {@link org.cmimage.model.ArchOs}, the architecture and distribution that every
 * component of a mixed-architecture cluster has. All types are immutable values without I/O, clock
 * or logging.
 */
@NullMarked
package org.cmimage.model;

import org.jspecify.annotations.NullMarked;
