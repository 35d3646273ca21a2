/**
 * What rpm has installed in a tree, read from its database without rpm, and without the libraries
 * of the three formats it has had. Central type: {@link org.cmimage.core.format.rpm.RpmInventory}.
 *
 * <p>A database is hostile input: nothing in it is read twice, so that no circle of pages holds up
 * a walk; every number is compared with what the file can hold; one package's header is held at a
 * time. What is not as the format has it is a {@link org.cmimage.core.fault.FaultException} that
 * says which page or record, what was expected there, and what was found. Packages that carry a
 * digest of their header are compared with it.
 */
@NullMarked
package org.cmimage.core.format.rpm;

import org.jspecify.annotations.NullMarked;
