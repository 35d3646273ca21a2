/** The mains of {@code cm-image} and {@code cmsh}. */
@NullMarked
package org.cmimage.cli;

import org.jspecify.annotations.NullMarked;
