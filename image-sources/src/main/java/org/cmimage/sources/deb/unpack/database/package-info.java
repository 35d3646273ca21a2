/** What becomes of packages in dpkg's database when they are unpacked. */
@NullMarked
package org.cmimage.sources.deb.unpack.database;

import org.jspecify.annotations.NullMarked;
