/**
 * {@code cmsh}, the shell on the cluster's entities. {@link org.cmimage.cli.shell.language} splits
 * text into statements, {@link org.cmimage.cli.shell.mode} has the place in the modes, {@link
 * org.cmimage.cli.shell.command} runs commands, without a terminal, and {@link
 * org.cmimage.cli.shell.entry} reads from a user, a file or the command line.
 */
@NullMarked
package org.cmimage.cli.shell;

import org.jspecify.annotations.NullMarked;
