/**
 * A cluster kept in an SQL database: an SQLite file on a local disk.
 *
 * <p>Central type: {@link org.cmimage.model.store.sql.SqlClusterStore}. Plain JDBC, because it
 * opens in a third of the time that a mapping or migration library takes, and every command pays
 * that. The driver is found at run time. The SQL stays within what SQLite and PostgreSQL share.
 */
@NullMarked
package org.cmimage.model.store.sql;

import org.jspecify.annotations.NullMarked;
