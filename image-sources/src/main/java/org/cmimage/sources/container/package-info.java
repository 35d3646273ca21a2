/**
 * Container images in a tar: as {@code docker save} and {@code podman save} write them, and OCI
 * image layouts. Central type: {@link org.cmimage.sources.container.ContainerImage}.
 *
 * <p>Formats: the OCI image specification ("Image Layout", "Image Index", "Image Manifest"), and
 * {@code manifest.json} of Docker's image specification 1.2. The tar is not unpacked: its members
 * are located once, and layers are read in place. Every layer is verified against its digests in
 * the image.
 */
@NullMarked
package org.cmimage.sources.container;

import org.jspecify.annotations.NullMarked;
