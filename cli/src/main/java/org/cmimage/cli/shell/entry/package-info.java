/**
 * How the shell gets its text: from the command line, a file, standard input, or a user at a
 * terminal. JLine is loaded for the last alone.
 */
@NullMarked
package org.cmimage.cli.shell.entry;

import org.jspecify.annotations.NullMarked;
