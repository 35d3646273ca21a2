/**
 * The verbs of {@code cm-image}. Each reads its options, makes one call of the library, and shows
 * what came back.
 */
@NullMarked
package org.cmimage.cli.image;

import org.jspecify.annotations.NullMarked;
