/**
 * What nodes need to boot from the network, as it follows from a cluster's entities: GRUB's
 * configuration, dnsmasq's, and which kernels are served. Pure functions of a snapshot; nothing
 * here reads or writes a file.
 */
@NullMarked
package org.cmimage.model.netboot;

import org.jspecify.annotations.NullMarked;
