/**
 * Disk set-ups as categories have them: an XML document that says how nodes' disks are partitioned.
 * Nothing here touches a disk.
 */
@NullMarked
package org.cmimage.model.disk;

import org.jspecify.annotations.NullMarked;
