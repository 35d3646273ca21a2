/**
 * The text format of Debian's control data (deb822(5), Debian Policy 5.1): release files, indices
 * of packages, dpkg's database, apt's sources and preferences.
 *
 * <p>{@link org.cmimage.core.format.deb822.ControlReader} is the only reader; what it keeps, and
 * what it does with text that is not control data, is a value: {@link
 * org.cmimage.core.format.deb822.ControlRules}. Every length is bounded: the data comes from
 * outside.
 */
@NullMarked
package org.cmimage.core.format.deb822;

import org.jspecify.annotations.NullMarked;
