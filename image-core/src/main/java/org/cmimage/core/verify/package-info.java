/**
 * The verification of a tree: its programs' machine types, release file, package database, kernels
 * and initramfs. Central types: {@link org.cmimage.core.verify.TreeVerifier}, which compares a tree
 * with the required component, and {@link org.cmimage.core.identity.TreeIdentity}, the identity
 * concluded from its content.
 *
 * <p>One walk on several threads takes the census of all nodes; the checks of single files follow.
 * All of them add findings to one list, which is sorted at the end, so that a tree's report is the
 * same at every run.
 *
 * <p>The tree is hostile input: everything is read through {@link org.cmimage.core.rootfs.Rootfs},
 * of a file no more than its parser is meant for, and text from it is made printable before it is
 * used in a message. No program of the tree is run.
 *
 * <p>Checked are the machine types of all ELF files, os-release, the package database, kernels
 * (bzImage, Image, EFI), the content of the initramfs, the dynamic loader, links and residue. Trees
 * of other makers are compared with the requirements that hold for every system, not with what
 * cm-image adds ({@code Origin}). Of a tree of applications, its marker, modulefiles and links are
 * checked.
 */
@NullMarked
package org.cmimage.core.verify;

import org.jspecify.annotations.NullMarked;
