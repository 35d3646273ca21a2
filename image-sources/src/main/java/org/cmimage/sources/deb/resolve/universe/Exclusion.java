package org.cmimage.sources.deb.resolve.universe;

import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;

/**
 * Two packages that cannot be installed together.
 *
 * @param owner who says so
 * @param verb {@code conflicts with} or {@code breaks}
 * @param relation in which words
 * @param other whom it concerns
 */
public record Exclusion(BinaryPackage owner, String verb, Relation relation, BinaryPackage other) {}
