package org.cmimage.sources.deb.source;

import java.nio.file.Path;
import org.cmimage.model.Architecture;

/**
 * The settings of the head node's apt.
 *
 * @param aptDirectory with {@code sources.list} and {@code sources.list.d}; need not exist
 * @param architecture that a source without an {@code arch} option serves
 */
public record HeadNode(Path aptDirectory, Architecture architecture) {}
