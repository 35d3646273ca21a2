/**
 * The trial whether an image boots: its kernel and initramfs in an emulated machine, whose disk is
 * a throw-away copy of the tree. Central type: {@link org.cmimage.core.boot.ImageBoot}.
 *
 * <p>Nothing is mounted on the head node and the tree is only read: mke2fs copies it into a file,
 * with owners, modes and extended attributes ({@code docs/decisions/0033-boot-of-a-copy.md}). What
 * the image's programs write to the console is untrusted; it is made printable, and of it a bounded
 * number of lines is kept.
 */
@NullMarked
package org.cmimage.core.boot;

import org.jspecify.annotations.NullMarked;
