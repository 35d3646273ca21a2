package org.cmimage.core.spi;

import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.model.ComponentName;

/**
 * A request to make a component's tree from an archive.
 *
 * @param component the component
 * @param location a path or URL
 * @param sha256 the required digest of the archive, 64 hexadecimal digits
 * @param checksums a SHA256SUMS file, as a path or URL, that has to list the archive by its file
 *     name; its signature is beside it or inline
 * @param reading how it is read
 */
public record ArchiveRequest(
    ComponentName component,
    String location,
    Optional<String> sha256,
    Optional<String> checksums,
    ArchiveReading reading) {}
