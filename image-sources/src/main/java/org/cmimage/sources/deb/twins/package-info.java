/**
 * Makes native twins: programs of an image, built for the head node, that run in place of the
 * image's while it is configured. Central type: {@link org.cmimage.sources.deb.twins.TwinTree}.
 *
 * <p>Twins run inside the foreign tree, which has neither their loader nor their libraries at the
 * usual paths. So the copies are changed to open both in a directory that only a session has:
 * {@link org.cmimage.sources.deb.twins.PrivatePaths}. In Debian and its derivatives that is enough,
 * because everything that depends on the architecture is below one directory named after it, Perl's
 * and glibc's modules included; Python's is the exception.
 */
@NullMarked
package org.cmimage.sources.deb.twins;

import org.jspecify.annotations.NullMarked;
