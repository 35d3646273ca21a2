package org.cmimage.core.spi;

import java.util.Optional;
import org.cmimage.core.ArchiveReading;
import org.cmimage.model.ComponentName;

/**
 * An archive that is to become a component's tree.
 *
 * @param component what it is to become
 * @param location a path or URL
 * @param sha256 the digest the archive has to have, 64 hexadecimal digits
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
