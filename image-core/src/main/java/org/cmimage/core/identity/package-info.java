/**
 * What a tree is: which component, distribution, release and architecture, concluded from its
 * content.
 */
@NullMarked
package org.cmimage.core.identity;

import org.jspecify.annotations.NullMarked;
