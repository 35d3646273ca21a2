/**
 * Makes trees of applications out of packages: each application with what it needs in a directory
 * of its own, and a modulefile that announces it. Central type: {@link
 * org.cmimage.sources.deb.applications.ApplicationTree}.
 *
 * <p>Packages are made to be unpacked at {@code /}. Their files are moved ({@link
 * org.cmimage.sources.deb.applications.Relocation}), their links are made anew, and nothing in the
 * files is changed: no maintainer script runs, and a program that looks for its files at absolute
 * paths does not find them. {@link org.cmimage.sources.deb.applications.AbsolutePaths} tells which
 * those are.
 */
@NullMarked
package org.cmimage.sources.deb.applications;

import org.jspecify.annotations.NullMarked;
