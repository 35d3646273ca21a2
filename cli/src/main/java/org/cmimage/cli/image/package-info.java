/**
 * The verbs of {@code cm-image}. Each reads its options, makes one call of the library, and prints
 * the result.
 */
@NullMarked
package org.cmimage.cli.image;

import org.jspecify.annotations.NullMarked;
