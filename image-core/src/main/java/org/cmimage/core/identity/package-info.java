/**
 * The identity of a tree: component, distribution, release and architecture, concluded from its
 * content.
 *
 * <p>The evidence is collected by the walk of a tree, or from the entries of an archive; {@code
 * TreeEvidence.guarding} rejects the wrong archive within its first entries.
 */
@NullMarked
package org.cmimage.core.identity;

import org.jspecify.annotations.NullMarked;
