/**
 * The locations of a distribution's packages: apt's sources files, one-line and deb822
 * (sources.list(5)), and the choice between those a user gives, those of the head node, and the
 * catalog's.
 *
 * <p>Central type: {@link org.cmimage.sources.deb.source.RepositorySelector}. Signatures are always
 * verified: settings of a sources file to the contrary are reported and otherwise ignored.
 */
@NullMarked
package org.cmimage.sources.deb.source;

import org.jspecify.annotations.NullMarked;
