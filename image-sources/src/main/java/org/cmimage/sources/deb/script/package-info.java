/**
 * Decides what a maintainer script does without running it. Central type: {@link
 * org.cmimage.sources.deb.script.Preinst}.
 *
 * <p>{@link org.cmimage.sources.deb.script.ShellParser} reads the POSIX shell language as far as
 * maintainer scripts use it; {@link org.cmimage.sources.deb.script.DryRun} follows the commands
 * that can be reached at a first installation, and collects the paths that it depends on. Both are
 * conservative: whatever they do not know counts as a command that may do anything. A script is
 * hostile input, so depth and number of steps are bounded.
 */
@NullMarked
package org.cmimage.sources.deb.script;

import org.jspecify.annotations.NullMarked;
