/**
 * The vocabulary of trees: paths, entries with their attributes and content, and what takes or
 * reads them.
 */
@NullMarked
package org.cmimage.core.tree;

import org.jspecify.annotations.NullMarked;
