/** Tests of container images, generated in the formats of docker and skopeo. */
@NullMarked
package org.cmimage.sources.container;

import org.jspecify.annotations.NullMarked;
