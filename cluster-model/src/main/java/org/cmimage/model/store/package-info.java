/**
 * Where a cluster is kept.
 *
 * <p>Central type: {@link org.cmimage.model.store.ClusterStore}, a snapshot to read and change sets
 * to apply, all or nothing. {@link org.cmimage.model.store.InMemoryClusterStore} serves tests and
 * dry runs, {@link org.cmimage.model.store.sql} keeps a cluster on disk; both pass the same
 * contract tests.
 */
@NullMarked
package org.cmimage.model.store;

import org.jspecify.annotations.NullMarked;
