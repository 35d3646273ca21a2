package org.cmimage.sources.deb.twins;

import org.cmimage.model.Architecture;

/**
 * What twins stand between.
 *
 * @param host the head node's architecture, for which they are built
 * @param image the architecture of the programs in whose place they run
 */
public record Sides(Architecture host, Architecture image) {}
