/** The verbs for finished images: packages, history, and a shell. */
@NullMarked
package org.cmimage.cli.change;

import org.jspecify.annotations.NullMarked;
