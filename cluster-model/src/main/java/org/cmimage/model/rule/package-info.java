/**
 * What has to hold between the entities of a cluster, and when one architecture and distribution
 * may stand for another.
 *
 * <p>Central types: {@link org.cmimage.model.rule.ClusterRules}, which tells everything that is
 * wrong with a snapshot at once, and {@link org.cmimage.model.rule.ArchOsMatcher}, which explains
 * every refusal. Everything here is a pure function.
 */
@NullMarked
package org.cmimage.model.rule;

import org.jspecify.annotations.NullMarked;
