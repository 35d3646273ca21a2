package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * The distributions that images can be made of: those that come with cm-image and those an
 * administrator added or changed.
 *
 * <p>A distribution's file is read at each request for it, and no other, so that starting up needs
 * no reading and an edited file takes effect at once. Immutable and thread-safe.
 *
 * <p>Every failure to read a file is a {@link FaultException} with {@link
 * ErrorCode#INVALID_CONFIGURATION} that names file, line and column.
 */
public final class DistributionCatalog {
  private final DistributionFiles files;

  private DistributionCatalog(DistributionFiles files) {
    this.files = files;
  }

  /**
   * Makes a catalog with the files of a directory laid over the built-in ones.
   *
   * @param overrides files named {@code <distribution>.yaml}; it need not exist
   */
  public static DistributionCatalog load(Path overrides) {
    return new DistributionCatalog(new DistributionFiles(overrides));
  }

  /**
   * Returns the distribution of this spelling.
   *
   * @throws FaultException with {@link ErrorCode#UNKNOWN_DISTRIBUTION} and similar names
   */
  public DistributionSpec find(Distribution distribution) throws IOException {
    Optional<MappingNode> file = files.read(distribution);
    if (file.isEmpty()) {
      throw unknown(distribution.id());
    }
    return DistributionReader.read(distribution, file.get());
  }

  /**
   * Returns the distribution of this spelling, which has to be offered for {@code architecture}.
   *
   * @throws FaultException with {@link ErrorCode#UNKNOWN_DISTRIBUTION} and similar names, or with
   *     {@link ErrorCode#ARCHITECTURE_NOT_OFFERED} and those that are offered
   */
  public DistributionSpec find(Distribution distribution, Architecture architecture)
      throws IOException {
    DistributionSpec spec = find(distribution);
    if (!spec.kernels().containsKey(architecture)) {
      List<String> offered = spec.kernels().keySet().stream().map(Architecture::unameName).toList();
      throw new FaultException(
          ErrorCode.ARCHITECTURE_NOT_OFFERED,
          "cannot make an image of " + distribution + " for " + architecture,
          "it is offered for " + String.join(", ", offered),
          new Remedy.Choose("--arch", offered));
    }
    return spec;
  }

  /** Returns all distributions, sorted by spelling. Reads all files. */
  public List<DistributionSpec> all() throws IOException {
    return matching(Optional.empty());
  }

  /** Returns all releases of a vendor, such as {@code debian}, sorted by spelling. */
  public List<DistributionSpec> ofVendor(String vendor) throws IOException {
    return matching(Optional.of(vendor));
  }

  /**
   * Returns the releases of a vendor that are offered for {@code architecture}, the newest first.
   */
  public List<DistributionSpec> newestFirst(String vendor, Architecture architecture)
      throws IOException {
    return ofVendor(vendor).stream()
        .filter(spec -> spec.kernels().containsKey(architecture))
        .sorted(
            Comparator.comparing(
                    (DistributionSpec spec) -> new BigInteger(spec.distribution().release()))
                .reversed())
        .toList();
  }

  private List<DistributionSpec> matching(Optional<String> vendor) throws IOException {
    ImmutableList.Builder<DistributionSpec> specs = ImmutableList.builder();
    for (String id : files.distributions()) {
      Distribution distribution = new Distribution(id);
      if (vendor.isEmpty() || distribution.vendor().equals(vendor.get())) {
        specs.add(find(distribution));
      }
    }
    return specs.build();
  }

  private FaultException unknown(String id) throws IOException {
    Set<String> known = files.distributions();
    List<String> near = NearMatches.of(id, known);
    return new FaultException(
        ErrorCode.UNKNOWN_DISTRIBUTION,
        "cannot find distribution \"" + id + "\"",
        "the catalog has " + String.join(", ", known),
        new Remedy.Choose("--distro", near.isEmpty() ? ImmutableList.copyOf(known) : near));
  }
}
