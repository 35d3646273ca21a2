/**
 * The ports of the pipeline: host system calls, guest sessions, package systems, and the entries
 * that travel between them.
 *
 * <p>image-sources and image-qemu implement these and never see each other. Failures are {@link
 * java.io.IOException}s; one with a known cause and cure is a {@link
 * org.cmimage.core.spi.FaultException}, which the pipeline turns into an {@link
 * org.cmimage.core.ImageException} once, at the stage boundary.
 */
@NullMarked
package org.cmimage.core.spi;

import org.jspecify.annotations.NullMarked;
