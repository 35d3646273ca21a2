/**
 * The records of runs on the disk beside trees: the journal of an unfinished run, the log, the
 * times of stages and packages, and audits based on them.
 */
@NullMarked
package org.cmimage.core.record;

import org.jspecify.annotations.NullMarked;
