/** Runs the verbs for trees that were made elsewhere, as a user does. */
@NullMarked
package org.cmimage.cli.intake;

import org.jspecify.annotations.NullMarked;
