/**
 * The files of a head node that follow from its cluster's entities: what it exports and mounts.
 * Pure functions of a snapshot; nothing here reads or writes a file.
 */
@NullMarked
package org.cmimage.model.host;

import org.jspecify.annotations.NullMarked;
