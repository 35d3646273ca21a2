/**
 * The commands that edit: they stage changes in the session, which {@code commit} commits. Only
 * locks of images are set at once.
 */
@NullMarked
package org.cmimage.cli.shell.command.change;

import org.jspecify.annotations.NullMarked;
