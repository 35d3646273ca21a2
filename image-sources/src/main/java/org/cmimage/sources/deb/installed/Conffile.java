package org.cmimage.sources.deb.installed;

import org.cmimage.core.tree.TreePath;

/**
 * A configuration file of a package, as the database knows it.
 *
 * @param path in the tree
 * @param md5 of the file that the package brought, in hexadecimal; {@code newconffile} where it was
 *     not put in its place yet
 * @param obsolete whether the installed version does not have it any more
 */
public record Conffile(TreePath path, String md5, boolean obsolete) {}
