/**
 * The rules between the entities of a cluster, and the rule when one architecture and distribution
 * may be used for another.
 *
 * <p>Central types: {@link org.cmimage.model.rule.ClusterRules}, which returns all findings about a
 * snapshot at once, and {@link org.cmimage.model.rule.ArchOsMatcher}, which gives a reason for
 * every refusal. All functions are pure.
 */
@NullMarked
package org.cmimage.model.rule;

import org.jspecify.annotations.NullMarked;
