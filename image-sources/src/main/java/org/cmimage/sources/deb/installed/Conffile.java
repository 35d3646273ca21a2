package org.cmimage.sources.deb.installed;

import org.cmimage.core.tree.TreePath;

/**
 * A configuration file of a package according to the database.
 *
 * @param path in the tree
 * @param md5 the digest of the file in the package, in hexadecimal; {@code newconffile} if it was
 *     not put in place yet
 * @param obsolete whether the installed version no longer has it
 */
public record Conffile(TreePath path, String md5, boolean obsolete) {}
