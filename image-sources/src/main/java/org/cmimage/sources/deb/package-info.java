/**
 * Debian and its relatives: from repositories to a tree that can be configured.
 *
 * <p>{@link org.cmimage.sources.deb.DebPackageSystem} plans: it reads the repositories ({@code
 * deb.repository}), resolves packages ({@code deb.resolve}), and returns a {@link
 * org.cmimage.sources.deb.DebInstallation}, which fetches and unpacks them ({@code deb.unpack}) and
 * lists the steps that follow ({@code deb.provision}).
 */
@NullMarked
package org.cmimage.sources.deb;

import org.jspecify.annotations.NullMarked;
