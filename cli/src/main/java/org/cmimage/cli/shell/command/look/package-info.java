/** The commands that show objects and change nothing: list, show, get, usedby and others. */
@NullMarked
package org.cmimage.cli.shell.command.look;

import org.jspecify.annotations.NullMarked;
