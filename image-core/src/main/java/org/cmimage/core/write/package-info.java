/**
 * The only writer of whole trees: how entries of archives and packages become nodes, the order in
 * which attributes are set, and the priority among several entries with the same path.
 */
@NullMarked
package org.cmimage.core.write;

import org.jspecify.annotations.NullMarked;
