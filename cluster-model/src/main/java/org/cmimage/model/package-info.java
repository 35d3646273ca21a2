/**
 * What an image is made for and what it is called: architectures, distributions, components and
 * their names.
 *
 * <p>Central type: {@link org.cmimage.model.ArchOs}, the pair every component of a
 * mixed-architecture cluster is keyed by. Everything here is an immutable value without I/O, clock
 * or logging.
 */
@NullMarked
package org.cmimage.model;

import org.jspecify.annotations.NullMarked;
