/**
 * The language of {@code cmsh}: modes, and commands in them. {@link org.cmimage.cli.shell.Shell}
 * runs a line of it without a terminal.
 */
@NullMarked
package org.cmimage.cli.shell;

import org.jspecify.annotations.NullMarked;
