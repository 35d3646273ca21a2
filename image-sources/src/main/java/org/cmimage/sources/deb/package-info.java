/**
 * Debian and its relatives: from repositories to a tree that can be configured.
 *
 * <p>{@link org.cmimage.sources.deb.DebPackageSystem} plans: it reads the repositories ({@code
 * deb.repository}), chooses packages ({@code deb.resolve}), and gives a {@link
 * org.cmimage.sources.deb.DebInstallation}, which fetches and unpacks them ({@code deb.unpack}) and
 * knows the steps that follow ({@code deb.provision}).
 */
@NullMarked
package org.cmimage.sources.deb;

import org.jspecify.annotations.NullMarked;
