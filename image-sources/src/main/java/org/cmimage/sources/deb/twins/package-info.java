/**
 * Makes native twins: programs of an image, built for the head node, that run in the image's place
 * while it is configured. Central type: {@link org.cmimage.sources.deb.twins.TwinTree}.
 *
 * <p>Twins run inside the foreign tree, at whose paths there is neither their loader nor their
 * libraries. So the copies are changed to look for both in a directory that only a session has:
 * {@link org.cmimage.sources.deb.twins.PrivatePaths}. In Debian and its derivatives that is enough,
 * since everything that depends on the architecture is below one directory named for it, Perl's and
 * glibc's modules included; Python's is the exception.
 */
@NullMarked
package org.cmimage.sources.deb.twins;

import org.jspecify.annotations.NullMarked;
