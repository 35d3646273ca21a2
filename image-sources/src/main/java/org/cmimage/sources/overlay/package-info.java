/**
 * Trees that lie over each other: layers of live systems (overlayfs) and of container images. Each
 * layer has what it adds and replaces, and marks for what it hides of those below. Central type:
 * {@link org.cmimage.sources.overlay.LayeredEntries}.
 *
 * <p>Layers are read twice: once to learn which entry counts for each path, once to give those
 * entries on. So nothing is written that a higher layer hides, and a mark can hide nothing but
 * entries of lower layers: it never reaches a file system.
 *
 * <p>Sources: the kernel's {@code Documentation/filesystems/overlayfs.rst}, "whiteouts and opaque
 * directories"; the OCI image specification, "Image Layer Filesystem Changeset".
 */
@NullMarked
package org.cmimage.sources.overlay;

import org.jspecify.annotations.NullMarked;
