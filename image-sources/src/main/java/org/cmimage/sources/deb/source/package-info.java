/**
 * Where a distribution's packages are: apt's sources files, one-line and deb822 (sources.list(5)),
 * and the choice between those a user gives, those of the head node, and the catalog's.
 *
 * <p>Central type: {@link org.cmimage.sources.deb.source.RepositorySelector}. Signatures are always
 * checked: what a sources file says to the contrary is told and otherwise ignored.
 */
@NullMarked
package org.cmimage.sources.deb.source;

import org.jspecify.annotations.NullMarked;
