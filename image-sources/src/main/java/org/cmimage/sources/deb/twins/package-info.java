/**
 * Makes native twins: programs of an image, built for the head node, that run in place of the
 * image's while it is configured. Central type: {@link org.cmimage.sources.deb.twins.TwinTree}.
 *
 * <p>Twins run inside the foreign tree, which has neither their loader nor their libraries at the
 * usual paths. So the copies are changed to open both in a directory that only a session has:
 * {@link org.cmimage.sources.deb.twins.PrivatePaths}. In Debian and its derivatives that is enough,
 * because everything that depends on the architecture is below one directory named after it, Perl's
 * and glibc's modules included; Python's is the exception.
 *
 * <p>The interpreter that a session registers is not QEMU but a dispatcher of 4 KB. For a foreign
 * program that is started it looks for the same program of the same package and version, built for
 * the head node, in a directory of the cache, and runs that, otherwise QEMU. Files of the image are
 * never replaced, so that whatever reads or copies them gets the foreign bytes. The catalog has the
 * packages with twins, the excluded programs and the uses that are left to the image's own
 * programs, each with a reason (docs/decisions/0009-native-twins.md).
 */
@NullMarked
package org.cmimage.sources.deb.twins;

import org.jspecify.annotations.NullMarked;
