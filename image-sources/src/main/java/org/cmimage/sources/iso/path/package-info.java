/**
 * Directories and files inside an ISO 9660 image as {@link java.nio.file.Path}s, so that code for
 * directories of this machine reads a medium, too. Nothing is mounted, and no file stays open.
 */
@NullMarked
package org.cmimage.sources.iso.path;

import org.jspecify.annotations.NullMarked;
