package org.cmimage.sources.deb.resolve.universe;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;

/**
 * A dependency of a package.
 *
 * @param owner the package that declares it
 * @param pre whether it must be satisfied before the owner is unpacked
 * @param dependency as declared
 * @param candidates the packages that satisfy it, the better ones first; empty if none does
 */
public record Requirement(
    BinaryPackage owner, boolean pre, Dependency dependency, List<BinaryPackage> candidates) {}
