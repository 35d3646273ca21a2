/**
 * The cluster an image is made for: its store, and its settings at first use. Central type: {@link
 * org.cmimage.core.cluster.HeadNode}.
 */
@NullMarked
package org.cmimage.core.cluster;

import org.jspecify.annotations.NullMarked;
