/**
 * The tree of modes: a mode for each type of entity without owner, below an entity a submode for
 * each type that belongs to it. {@link org.cmimage.cli.shell.mode.Location} is a place in it.
 */
@NullMarked
package org.cmimage.cli.shell.mode;

import org.jspecify.annotations.NullMarked;
