/** Tests of manifests. */
@NullMarked
package org.cmimage.core.manifest;

import org.jspecify.annotations.NullMarked;
