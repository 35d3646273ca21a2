/**
 * Stacked trees: layers of live systems (overlayfs) and of container images. Each layer has the
 * entries that it adds and replaces, and marks for those of lower layers that it hides. Central
 * type: {@link org.cmimage.sources.overlay.LayeredEntries}.
 *
 * <p>Layers are read twice: once to determine the effective entry of each path, once to pass those
 * entries on. So nothing is written that a higher layer hides, and a mark can hide only entries of
 * lower layers: it never reaches a file system.
 *
 * <p>Sources: the kernel's {@code Documentation/filesystems/overlayfs.rst}, "whiteouts and opaque
 * directories"; the OCI image specification, "Image Layer Filesystem Changeset".
 */
@NullMarked
package org.cmimage.sources.overlay;

import org.jspecify.annotations.NullMarked;
