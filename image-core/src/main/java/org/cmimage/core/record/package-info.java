/**
 * What runs leave on the disk beside trees: the journal of an unfinished run, the log, how long
 * stages and packages took, and what these tell about a tree.
 */
@NullMarked
package org.cmimage.core.record;

import org.jspecify.annotations.NullMarked;
