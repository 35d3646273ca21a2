/**
 * Debian control data: stanzas, versions, and dependencies, as text and as values.
 *
 * <p>{@link org.cmimage.core.format.deb822.ControlReader} reads stanzas (deb822(5)) from a stream,
 * {@link org.cmimage.sources.deb.control.DebVersion} and {@link
 * org.cmimage.sources.deb.control.Dependency} parse their fields, and {@link
 * org.cmimage.sources.deb.control.BinaryPackage} holds what a resolver needs to know of a package.
 * Every length is bounded: the data comes from outside.
 */
@NullMarked
package org.cmimage.sources.deb.control;

import org.jspecify.annotations.NullMarked;
