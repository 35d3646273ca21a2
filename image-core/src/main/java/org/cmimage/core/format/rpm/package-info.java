/**
 * Readers of a tree's rpm database, without rpm, and without the libraries of its three formats.
 * Central type: {@link org.cmimage.core.format.rpm.RpmInventory}.
 *
 * <p>A database is hostile input: nothing in it is read twice, so that a cycle of pages cannot
 * cause an endless loop; every number is checked against the file's size; one package's header is
 * in memory at a time. A violation of the format is a {@link org.cmimage.core.fault.FaultException}
 * with the page or record, and what was expected and found there. Packages with a digest of their
 * header are compared with it.
 */
@NullMarked
package org.cmimage.core.format.rpm;

import org.jspecify.annotations.NullMarked;
