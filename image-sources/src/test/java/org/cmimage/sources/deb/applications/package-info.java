/** Tests of trees of applications. */
@NullMarked
package org.cmimage.sources.deb.applications;

import org.jspecify.annotations.NullMarked;
