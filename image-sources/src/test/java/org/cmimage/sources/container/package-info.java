/** Tests of container images, written here in the forms that docker and skopeo write. */
@NullMarked
package org.cmimage.sources.container;

import org.jspecify.annotations.NullMarked;
