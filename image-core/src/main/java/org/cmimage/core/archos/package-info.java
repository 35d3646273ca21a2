/**
 * Binding an architecture and distribution: nodes of it are given the image, the shared tree and
 * the node-installer that were made for it. Central type: {@link
 * org.cmimage.core.archos.ArchOsStage}.
 *
 * <p>All three trees are examined before anything is changed, and everything that is wrong with any
 * of them is told at once. What is changed is one change set, and at most two links beside the head
 * node's own trees, which themselves are never moved.
 */
@NullMarked
package org.cmimage.core.archos;

import org.jspecify.annotations.NullMarked;
