/**
 * The changes that standard operations make to a cluster: setting it up and registering a finished
 * component.
 *
 * <p>Central types: {@link org.cmimage.model.change.NewCluster} and {@link
 * org.cmimage.model.change.ComponentRegistration}. Both are pure: they read a snapshot, and the
 * change set they return does nothing until a store applies it. Asked again for what is there
 * already, they return a set that changes nothing, and they keep what an administrator has set.
 */
@NullMarked
package org.cmimage.model.change;

import org.jspecify.annotations.NullMarked;
