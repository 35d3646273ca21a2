/**
 * The sources of the shell's text: the command line, a file, standard input, or a user at a
 * terminal. JLine is loaded for the last only.
 */
@NullMarked
package org.cmimage.cli.shell.entry;

import org.jspecify.annotations.NullMarked;
