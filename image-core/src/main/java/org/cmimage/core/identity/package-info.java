/**
 * The identity of a tree: component, distribution, release and architecture, concluded from its
 * content.
 */
@NullMarked
package org.cmimage.core.identity;

import org.jspecify.annotations.NullMarked;
