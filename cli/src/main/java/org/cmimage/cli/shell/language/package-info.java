/**
 * The language of {@code cmsh}, whatever its commands mean: {@link
 * org.cmimage.cli.shell.language.Tokeniser} cuts text into {@linkplain
 * org.cmimage.cli.shell.language.Statement statements}, {@link
 * org.cmimage.cli.shell.language.Aliases} replaces the first word of one.
 *
 * <p>Statements end at {@code ;} and at the end of a line. Words are quoted as in a POSIX shell;
 * {@code (...)} is one word, a block of statements. {@code | command} hands the output to a real
 * shell, {@code > file} and {@code >> file} write it, {@code !command} runs a real command, {@code
 * #} begins a comment.
 */
@NullMarked
package org.cmimage.cli.shell.language;

import org.jspecify.annotations.NullMarked;
