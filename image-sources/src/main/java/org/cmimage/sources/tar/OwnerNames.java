package org.cmimage.sources.tar;

/**
 * The names of an entry's user and group on the machine that made the archive, for messages: bytes
 * beyond UTF-8 are escaped as in {@link org.cmimage.core.tree.TreePath#printable}. Empty if the
 * archive has none.
 */
public record OwnerNames(String user, String group) {}
