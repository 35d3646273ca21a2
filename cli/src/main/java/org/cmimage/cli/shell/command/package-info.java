/**
 * What commands are made of and run in. {@link org.cmimage.cli.shell.command.Interpreter} runs text
 * in a {@link org.cmimage.cli.shell.command.Session}: it expands aliases, moves through modes and
 * finds the {@link org.cmimage.cli.shell.command.ShellCommand} that a word means where the session
 * is. Nothing here reads a terminal; what reaches the world outside goes through {@link
 * org.cmimage.cli.shell.command.Console} and {@link org.cmimage.cli.shell.command.Trees}.
 */
@NullMarked
package org.cmimage.cli.shell.command;

import org.jspecify.annotations.NullMarked;
