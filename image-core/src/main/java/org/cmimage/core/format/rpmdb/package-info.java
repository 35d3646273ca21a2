/**
 * Readers of rpm's database files with the headers of installed packages: Berkeley DB, ndb, and
 * SQLite.
 */
@NullMarked
package org.cmimage.core.format.rpmdb;

import org.jspecify.annotations.NullMarked;
