/** The execution of a plan: each component's stages in staging, and its registration at the end. */
@NullMarked
package org.cmimage.core.run;

import org.jspecify.annotations.NullMarked;
