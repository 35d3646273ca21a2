/** Head nodes: the files that follow from entities, and what is found of the machine. */
@NullMarked
package org.cmimage.endtoend.effect;

import org.jspecify.annotations.NullMarked;
