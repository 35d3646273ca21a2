/**
 * The execution of a plan: each component's stages in staging, and its registration at the end.
 *
 * <p>A script that failed is run once more, alone ({@code TrackRun}): without native twins, and
 * with the most conservative settings if the emulator failed
 * (docs/decisions/0010-measured-cpu-model.md).
 */
@NullMarked
package org.cmimage.core.run;

import org.jspecify.annotations.NullMarked;
