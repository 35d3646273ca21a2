/**
 * Determines the effects of a maintainer script without running it. Central type: {@link
 * org.cmimage.sources.deb.script.Preinst}.
 *
 * <p>{@link org.cmimage.sources.deb.script.ShellParser} parses the POSIX shell language as far as
 * maintainer scripts use it; {@link org.cmimage.sources.deb.script.DryRun} follows the commands
 * that are reachable at a first installation, and collects the paths that they depend on. Both are
 * conservative: anything unknown counts as a command that may have any effect. A script is hostile
 * input, so depth and number of steps are bounded.
 */
@NullMarked
package org.cmimage.sources.deb.script;

import org.jspecify.annotations.NullMarked;
