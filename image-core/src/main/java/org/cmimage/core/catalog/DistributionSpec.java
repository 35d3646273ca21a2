package org.cmimage.core.catalog;

import java.util.List;
import java.util.Map;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;

/**
 * One distribution of the catalog.
 *
 * @param distribution its spelling on the command line
 * @param title for people, such as {@code Debian 12 (bookworm)}
 * @param packaging the package format, {@code deb}
 * @param codename such as {@code bookworm}
 * @param repositories per architecture offered, where its packages are by default
 * @param packages per component, the packages it is made of beside the essential ones
 * @param kernels per architecture, the kernel package
 */
public record DistributionSpec(
    Distribution distribution,
    String title,
    String packaging,
    String codename,
    Map<Architecture, List<Repository>> repositories,
    Map<ComponentKind, List<String>> packages,
    Map<Architecture, String> kernels) {}
