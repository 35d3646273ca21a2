/**
 * A cluster kept in an SQL database: an SQLite file on a local disk.
 *
 * <p>Central type: {@link org.cmimage.model.store.sql.SqlClusterStore}. It uses plain JDBC, because
 * this opens in a third of the time that a mapping or migration library takes, which every command
 * would pay. The driver is found at run time. The SQL is limited to what SQLite and PostgreSQL
 * share.
 */
@NullMarked
package org.cmimage.model.store.sql;

import org.jspecify.annotations.NullMarked;
