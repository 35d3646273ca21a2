/**
 * The vocabulary of trees: paths, entries with their attributes and content, and the ports that
 * accept or read them.
 */
@NullMarked
package org.cmimage.core.tree;

import org.jspecify.annotations.NullMarked;
