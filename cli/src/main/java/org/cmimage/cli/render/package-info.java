/**
 * The rendering of results and progress: tables, JSON, stage lines, and the command that cures a
 * failure.
 */
@NullMarked
package org.cmimage.cli.render;

import org.jspecify.annotations.NullMarked;
