/**
 * The ports of the pipeline: package systems, archives and media, what they plan and unpack, and
 * how installed services are found. Implemented by image-sources.
 */
@NullMarked
package org.cmimage.core.spi;

import org.jspecify.annotations.NullMarked;
