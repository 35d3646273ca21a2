/**
 * Makes trees of applications from packages: each application with its dependencies in a directory
 * of its own, and a modulefile that announces it. Central type: {@link
 * org.cmimage.sources.deb.applications.ApplicationTree}.
 *
 * <p>Packages are built to be unpacked at {@code /}. Their files are relocated ({@link
 * org.cmimage.sources.deb.applications.Relocation}), their links are made anew, and the content of
 * files is unchanged: no maintainer script runs, and a program that opens its files at absolute
 * paths does not find them. {@link org.cmimage.sources.deb.applications.AbsolutePaths} finds such
 * programs.
 *
 * <p>{@code DebApplications} resolves each application by itself and omits the packages that a
 * software image has in any case. No program of the tree is run, so that it is neither configured
 * nor scrubbed (docs/decisions/0011-cm-shared-trees.md).
 */
@NullMarked
package org.cmimage.sources.deb.applications;

import org.jspecify.annotations.NullMarked;
