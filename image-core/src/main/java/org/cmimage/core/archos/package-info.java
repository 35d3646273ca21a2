/**
 * The binding of an architecture and distribution, which gives its nodes the image, the shared tree
 * and the node-installer that were made for it. Central type: {@link
 * org.cmimage.core.archos.ArchOsStage}.
 *
 * <p>All three trees are examined before anything is changed, and all their defects are reported at
 * once. The change is one change set, and at most two links beside the head node's own trees, which
 * themselves are never moved.
 *
 * <p>The change ({@code ArchOsBinding}) is the partition's entry {@code ARCH/FAMILY}, and at first
 * use the names {@code -DISTRO-ARCH} of the head node's own parts and category
 * (docs/decisions/0014-archos-and-the-head-nodes-own-names.md).
 */
@NullMarked
package org.cmimage.core.archos;

import org.jspecify.annotations.NullMarked;
