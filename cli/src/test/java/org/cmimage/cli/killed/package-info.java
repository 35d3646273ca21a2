/** Runs that are killed: whatever they leave, the same command comes to its end. */
@NullMarked
package org.cmimage.cli.killed;

import org.jspecify.annotations.NullMarked;
