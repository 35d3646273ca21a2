/**
 * {@code /etc/ld.so.cache} of a tree, written without running a program: what {@code ldconfig} of
 * glibc 2.35 or newer would write there, byte for byte.
 *
 * <p>{@link org.cmimage.sources.ldcache.LibraryCache} goes through the directories that {@code
 * ld.so.conf} names and those that are built in, reads the name of each shared object, and lays the
 * entries out. It is for trees in which emulated ldconfig crashes. Not covered, and left to
 * ldconfig: directories of variants for processors ({@code glibc-hwcaps}), and libraries of a
 * second architecture.
 */
@NullMarked
package org.cmimage.sources.ldcache;

import org.jspecify.annotations.NullMarked;
