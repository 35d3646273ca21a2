/**
 * The files of a head node, as commands write them and as the programs read them that they are for.
 */
@NullMarked
package org.cmimage.endtoend.effect;

import org.jspecify.annotations.NullMarked;
