/**
 * How a plan is executed: each component's stages in staging, and what is registered at the end.
 */
@NullMarked
package org.cmimage.core.run;

import org.jspecify.annotations.NullMarked;
