/**
 * The commands that move, explain, repeat and set up: use, exit, help, foreach, alias and others.
 */
@NullMarked
package org.cmimage.cli.shell.command.steer;

import org.jspecify.annotations.NullMarked;
