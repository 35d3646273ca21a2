/**
 * Debian binary packages as files: an ar container of {@code debian-binary}, the control archive
 * and the data archive (deb(5), format 2.x). Central type: {@link
 * org.cmimage.sources.deb.archive.DebArchive}.
 */
@NullMarked
package org.cmimage.sources.deb.archive;

import org.jspecify.annotations.NullMarked;
