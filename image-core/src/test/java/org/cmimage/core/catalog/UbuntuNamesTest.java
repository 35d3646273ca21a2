package org.cmimage.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The names of packages in the catalogs of Ubuntu are those of real systems ({@code
 * ubuntu-names.tsv}), or it is known why no such system has them.
 */
class UbuntuNamesTest {
  private static final String UNIVERSE = "in universe, so on few systems; on packages.ubuntu.com";
  private static final String META = "a metapackage for kernels; the cloud's systems have others";
  private static final String SYNCED = "on packages of Debian that Ubuntu syncs, not seen itself";
  private static final String SERVER = "in main; not installed on nodes of a cloud";

  private static final Map<String, String> NOT_SEEN =
      ImmutableMap.<String, String>builder()
          .put("environment-modules", UNIVERSE)
          .put("hwloc-nox", UNIVERSE)
          .put("infiniband-diags", UNIVERSE)
          .put("ipmitool", UNIVERSE)
          .put("lldpd", UNIVERSE)
          .put("rasdaemon", UNIVERSE)
          .put("stress", UNIVERSE)
          .put("iperf3", SYNCED)
          .put("memtester", SYNCED)
          .put("ibverbs-utils", SYNCED)
          .put("rdma-core", SYNCED)
          .put("kexec-tools", SERVER)
          .put("smartmontools", SERVER)
          .put("linux-image-generic", META)
          .put("numactl", "seen on noble alone")
          .put("zstd", "not seen on focal, which has it")
          .buildOrThrow();

  private static final Map<String, String> RELEASES =
      Map.of("ubuntu2004", "focal", "ubuntu2204", "jammy", "ubuntu2404", "noble");

  @TempDir private Path directory;

  /** Returns the names of the packages of each system, such as {@code noble-arm64}. */
  private static ImmutableSetMultimap<String, String> seen() throws IOException {
    ImmutableSetMultimap.Builder<String, String> seen = ImmutableSetMultimap.builder();
    for (String line :
        Resources.readLines(
            Resources.getResource(UbuntuNamesTest.class, "ubuntu-names.tsv"),
            StandardCharsets.UTF_8)) {
      if (!line.startsWith("#")) {
        List<String> fields = Splitter.on('\t').splitToList(line);
        Splitter.on(',').split(fields.get(1)).forEach(system -> seen.put(system, fields.get(0)));
      }
    }
    return seen.build();
  }

  private DistributionSpec spec(String distribution) throws IOException {
    return DistributionCatalog.load(directory).find(new Distribution(distribution));
  }

  private static Set<String> names(DistributionSpec spec, Architecture architecture) {
    Set<String> names = new TreeSet<>();
    for (ComponentKind kind : ComponentKind.values()) {
      names.addAll(spec.packages(kind, architecture));
    }
    names.add(spec.kernels().get(architecture));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ubuntu2004", "ubuntu2204", "ubuntu2404"})
  void allPackagesAreThoseOfRealSystems(String distribution) throws IOException {
    ImmutableSetMultimap<String, String> seen = seen();
    for (String system : seen.keySet()) {
      if (system.startsWith(RELEASES.get(distribution) + "-")) {
        Architecture architecture =
            system.endsWith("-arm64") ? Architecture.AARCH64 : Architecture.X86_64;
        Set<String> unknown = names(spec(distribution), architecture);
        unknown.removeAll(seen.get(system));
        unknown.removeAll(NOT_SEEN.keySet());
        assertThat(unknown).as(system).isEmpty();
      }
    }
  }

  /** What is seen after all is not excused any longer. */
  @Test
  void whatIsNotSeenIsInTheCatalog() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String distribution : RELEASES.keySet()) {
      named.addAll(names(spec(distribution), Architecture.AARCH64));
    }
    assertThat(named).containsAll(NOT_SEEN.keySet());
    ImmutableSetMultimap<String, String> seen = seen();
    assertThat(NOT_SEEN.keySet())
        .allSatisfy(
            name ->
                assertThat(seen.asMap().values()).as(name).anyMatch(all -> !all.contains(name)));
  }

  /** Else every Python process of a foreign image is emulated. */
  @ParameterizedTest
  @ValueSource(strings = {"ubuntu2004", "ubuntu2204", "ubuntu2404"})
  void theInterpretersOfRealSystemsHaveTwins(String distribution) throws IOException {
    List<String> interpreters =
        seen().entries().stream()
            .filter(entry -> entry.getKey().startsWith(RELEASES.get(distribution) + "-"))
            .map(Map.Entry::getValue)
            .filter(name -> name.matches("(lib)?python3\\.[0-9]+(-minimal|-stdlib)?"))
            .filter(name -> !name.matches("libpython3\\.[0-9]+"))
            .distinct()
            .toList();
    assertThat(interpreters).hasSizeGreaterThan(3);
    assertThat(spec(distribution).twins().packages()).containsAll(interpreters);
  }
}
