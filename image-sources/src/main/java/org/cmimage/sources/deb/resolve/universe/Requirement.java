package org.cmimage.sources.deb.resolve.universe;

import java.util.List;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;

/**
 * Something a package needs.
 *
 * @param owner whose need it is
 * @param pre whether it must be met before the owner is unpacked
 * @param dependency as the owner says it
 * @param candidates what meets it, the better ones first; none where nothing does
 */
public record Requirement(
    BinaryPackage owner, boolean pre, Dependency dependency, List<BinaryPackage> candidates) {}
