/**
 * Makes whole images of small package sets, looks at them from inside and outside, and compares
 * them with what mmdebstrap makes of the same packages. Needs root, a mirror and some minutes.
 */
@NullMarked
package org.cmimage.endtoend;

import org.jspecify.annotations.NullMarked;
