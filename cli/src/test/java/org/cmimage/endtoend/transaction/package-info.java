/**
 * Changes the packages of a tree as the product does and as the tree's own apt does, and compares
 * what comes of it: {@code bench/transactions}, and some of it among the tests. See
 * docs/TRANSACTIONS.md.
 */
@NullMarked
package org.cmimage.endtoend.transaction;

import org.jspecify.annotations.NullMarked;
