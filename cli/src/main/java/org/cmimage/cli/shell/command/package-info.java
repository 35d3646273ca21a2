/**
 * The parts and the environment of commands. {@link org.cmimage.cli.shell.command.Interpreter} runs
 * text in a {@link org.cmimage.cli.shell.command.Session}: it expands aliases, moves through modes
 * and finds the {@link org.cmimage.cli.shell.command.ShellCommand} for a word at the place of the
 * session. No type reads a terminal; access to the environment is through {@link
 * org.cmimage.cli.shell.command.Console} and {@link org.cmimage.cli.shell.command.Trees}.
 */
@NullMarked
package org.cmimage.cli.shell.command;

import org.jspecify.annotations.NullMarked;
