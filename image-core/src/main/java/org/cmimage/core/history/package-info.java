/**
 * What images were before their packages were changed, to go back to. Central type: {@link
 * org.cmimage.core.history.FormerTrees}.
 */
@NullMarked
package org.cmimage.core.history;

import org.jspecify.annotations.NullMarked;
