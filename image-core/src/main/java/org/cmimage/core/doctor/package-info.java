/**
 * The examination of a head node: whether images can be made on it, found by trying what a run
 * needs, each with its cure. Changes nothing but the cache.
 */
@NullMarked
package org.cmimage.core.doctor;

import org.jspecify.annotations.NullMarked;
