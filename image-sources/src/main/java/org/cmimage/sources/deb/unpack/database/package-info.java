/** Writes unpacked packages to dpkg's database. */
@NullMarked
package org.cmimage.sources.deb.unpack.database;

import org.jspecify.annotations.NullMarked;
