package org.cmimage.sources.deb.twins;

import org.cmimage.model.Architecture;

/**
 * The two architectures of twins.
 *
 * @param host the head node's, for which they are built
 * @param image that of the programs that they replace
 */
public record ArchitecturePair(Architecture host, Architecture image) {}
