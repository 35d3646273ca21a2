/**
 * Stores of a cluster.
 *
 * <p>Central type: {@link org.cmimage.model.store.ClusterStore}, with a snapshot to read and change
 * sets to apply, all or nothing. {@link org.cmimage.model.store.InMemoryClusterStore} is for tests
 * and dry runs, {@link org.cmimage.model.store.sql} keeps a cluster on disk; both pass the same
 * contract tests.
 */
@NullMarked
package org.cmimage.model.store;

import org.jspecify.annotations.NullMarked;
