/**
 * The former states of images before changes of their packages, which can be restored. Central
 * type: {@link org.cmimage.core.history.FormerTrees}.
 */
@NullMarked
package org.cmimage.core.history;

import org.jspecify.annotations.NullMarked;
