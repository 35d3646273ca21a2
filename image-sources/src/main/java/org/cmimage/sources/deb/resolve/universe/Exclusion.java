package org.cmimage.sources.deb.resolve.universe;

import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;

/**
 * Two packages that cannot be installed together.
 *
 * @param owner the package that declares it
 * @param verb {@code conflicts with} or {@code breaks}
 * @param relation as declared
 * @param other the package that it applies to
 */
public record Exclusion(BinaryPackage owner, String verb, Relation relation, BinaryPackage other) {}
