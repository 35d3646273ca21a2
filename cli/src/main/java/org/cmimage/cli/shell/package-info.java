/**
 * {@code cmsh}, the shell on the cluster's entities. {@link org.cmimage.cli.shell.language} cuts
 * text into statements, {@link org.cmimage.cli.shell.mode} knows where the shell is, {@link
 * org.cmimage.cli.shell.command} does what is asked for, without a terminal, and {@link
 * org.cmimage.cli.shell.entry} reads from a user, a file or the command line.
 */
@NullMarked
package org.cmimage.cli.shell;

import org.jspecify.annotations.NullMarked;
