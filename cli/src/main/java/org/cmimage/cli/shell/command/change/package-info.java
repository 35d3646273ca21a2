/**
 * The commands that edit: they stage changes in the session, {@code commit} makes them. Locks of
 * images alone are set at once.
 */
@NullMarked
package org.cmimage.cli.shell.command.change;

import org.jspecify.annotations.NullMarked;
