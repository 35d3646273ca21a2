package org.cmimage.model.netboot;

/** How much of the boot service for nodes a head node makes of its cluster's entities. */
public enum NetbootMode {
  /** Nothing. */
  NONE,
  /** The files below {@code /tftpboot}; a DHCP server of the site's own names the loaders. */
  FILES,
  /** The files, and the configuration of dnsmasq, which answers DHCP and serves TFTP. */
  DNSMASQ
}
