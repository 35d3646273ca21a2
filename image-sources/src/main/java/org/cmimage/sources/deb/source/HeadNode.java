package org.cmimage.sources.deb.source;

import java.nio.file.Path;
import org.cmimage.model.Architecture;

/**
 * What the head node's apt is set up with.
 *
 * @param aptDirectory with {@code sources.list} and {@code sources.list.d}; need not exist
 * @param architecture whose packages a source without an {@code arch} option serves
 */
public record HeadNode(Path aptDirectory, Architecture architecture) {}
