/**
 * The facade's values: what is asked for, where a cluster's files are, what can go wrong and what
 * cures it.
 *
 * <p>Central types: {@link org.cmimage.core.ImageException} with its {@link
 * org.cmimage.core.ErrorCode} and {@link org.cmimage.core.Remedy}, and {@link
 * org.cmimage.core.ClusterLayout}. The pipeline itself is in {@code org.cmimage.core.pipeline}, the
 * ports that other modules implement are in {@code org.cmimage.core.spi}.
 */
@NullMarked
package org.cmimage.core;

import org.jspecify.annotations.NullMarked;
