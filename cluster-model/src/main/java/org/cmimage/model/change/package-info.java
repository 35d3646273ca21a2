/**
 * The changes that standard operations make to a cluster: setting it up, registering a finished
 * component, removing one, and binding three components to their architecture and distribution.
 *
 * <p>Central types: {@link org.cmimage.model.change.NewCluster}, {@link
 * org.cmimage.model.change.ComponentRegistration}, {@link
 * org.cmimage.model.change.ComponentRemoval} and {@link org.cmimage.model.change.ArchOsBinding}.
 * All are pure: they read a snapshot, and the change set they return has no effect until a store
 * applies it. They are idempotent, and keep what an administrator has set.
 */
@NullMarked
package org.cmimage.model.change;

import org.jspecify.annotations.NullMarked;
