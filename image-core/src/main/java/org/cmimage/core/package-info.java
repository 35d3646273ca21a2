/**
 * The values of the facade: requests, and the paths of a cluster's files.
 *
 * <p>Central types: {@link org.cmimage.core.fault.ImageException} with its {@link
 * org.cmimage.core.fault.ErrorCode} and {@link org.cmimage.core.fault.Remedy}, and {@link
 * org.cmimage.core.ClusterLayout}. The pipeline itself is in {@code org.cmimage.core.pipeline}, the
 * ports that other modules implement are in {@code org.cmimage.core.spi}.
 */
@NullMarked
package org.cmimage.core;

import org.jspecify.annotations.NullMarked;
