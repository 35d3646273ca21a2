/**
 * What a tree really is: its programs' machine types, release file, package database, kernels and
 * initramfs. Central types: {@link org.cmimage.core.verify.TreeVerifier}, which compares a tree
 * with what it is to be, and {@link org.cmimage.core.identity.TreeIdentity}, which is what it is by
 * itself.
 *
 * <p>One walk on several threads takes the census of all nodes; the checks of single files follow.
 * All of them put findings in one list, which is sorted at the end, so that a tree's report is the
 * same at every run.
 *
 * <p>The tree is hostile input here too: everything is read through {@link
 * org.cmimage.core.rootfs.Rootfs}, of a file no more than its parser is meant for, and what it says
 * is made printable before it gets into a message. Nothing of the tree is run.
 */
@NullMarked
package org.cmimage.core.verify;

import org.jspecify.annotations.NullMarked;
