/**
 * The programs {@code cm-image} and {@code cmsh}: thin, over the library; the only module that
 * prints.
 */
@NullMarked
package org.cmimage.cli;

import org.jspecify.annotations.NullMarked;
