/**
 * The only writer of whole trees: what entries of archives and packages become in a tree, in which
 * order attributes are set, and who wins where several write the same path.
 */
@NullMarked
package org.cmimage.core.write;

import org.jspecify.annotations.NullMarked;
