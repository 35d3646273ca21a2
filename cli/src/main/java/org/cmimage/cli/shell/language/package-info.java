/**
 * The language of {@code cmsh}, independent of its commands: {@link
 * org.cmimage.cli.shell.language.Tokeniser} splits text into {@linkplain
 * org.cmimage.cli.shell.language.Statement statements}, {@link
 * org.cmimage.cli.shell.language.Aliases} replaces the first word of one.
 *
 * <p>Statements end at {@code ;} and at the end of a line. Words are quoted as in a POSIX shell;
 * {@code (...)} is one word, a block of statements. {@code | command} pipes the output to the
 * system's shell, {@code > file} and {@code >> file} write it, {@code !command} runs a command of
 * the system's shell, {@code #} begins a comment.
 */
@NullMarked
package org.cmimage.cli.shell.language;

import org.jspecify.annotations.NullMarked;
