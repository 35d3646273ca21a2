/** The commands that look at objects and change nothing: list, show, get, usedby and their like. */
@NullMarked
package org.cmimage.cli.shell.command.look;

import org.jspecify.annotations.NullMarked;
