package org.cmimage.sources.deb.resolve.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.catalog.Repository;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.repository.MachineMirror;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.repository.RepositoryReader;
import org.cmimage.sources.deb.resolve.Resolution;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the resolver's choice with that of apt from the same archive. */
@Tag("network")
class AptOracleTest {
  private static final List<String> COMPUTE_NODE =
      List.of(
          "initramfs-tools",
          "openssh-server",
          "python3",
          "nfs-common",
          "chrony",
          "rsync",
          "parted",
          "mdadm",
          "ethtool",
          "pciutils",
          "numactl",
          "lldpd",
          "ipmitool",
          "jq",
          "environment-modules",
          "rsyslog",
          "sudo",
          "curl",
          "ca-certificates",
          "dbus",
          "locales",
          "xfsprogs",
          "lvm2",
          "bind9-dnsutils",
          "vim",
          "tcpdump",
          "gdb",
          "gcc",
          "autofs",
          "munge",
          "slurmd");
  private static final String PROGRAMS = "/usr/bin:/bin";
  private static final Pattern INSTALLED = Pattern.compile("Inst (\\S+) \\((\\S+) .*");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"bookworm, arm64", "trixie, arm64", "bookworm, amd64"})
  void choosesWhatAptChooses(String release, String architecture) throws Exception {
    List<Repository> repositories = MachineMirror.repositories(release);
    Downloader downloader =
        new Downloader(new DownloadCache(directory), DownloadSettings.DEFAULT, false);
    Offered read =
        new RepositoryReader(
                downloader,
                Gpgv.find(PROGRAMS),
                Decompressor.ofHost(PROGRAMS),
                Path::of,
                Clock.systemUTC())
            .read(repositories, architecture);
    List<String> names = new ArrayList<>(COMPUTE_NODE);
    names.add("linux-image-" + architecture);
    Resolution resolution =
        new Resolver(read.lists(), architecture, new Preferences(List.of(), architecture))
            .resolve(names, Set.of("important"), Set.of());

    Set<String> ours = new TreeSet<>();
    resolution.packages().forEach(p -> ours.add(p.name() + "=" + p.version()));
    Set<String> asked = new TreeSet<>(names);
    for (BinaryPackage p : read.packages()) {
      if (p.traits().essential()
          || Set.of("required", "important").contains(p.traits().priority())) {
        asked.add(p.name());
      }
    }
    assertThat(ours)
        .hasSizeGreaterThan(names.size())
        .isEqualTo(apt(repositories, architecture, asked));
    assertOrder(resolution);
  }

  /**
   * Asserts that every Pre-Depends without alternatives comes before the package that declares it.
   */
  private static void assertOrder(Resolution resolution) throws IOException {
    Set<String> seen = new HashSet<>();
    for (BinaryPackage binary : resolution.packages()) {
      binary.preDepends().stream()
          .filter(dependency -> dependency.alternatives().size() == 1)
          .map(dependency -> dependency.alternatives().get(0).name())
          .filter(need -> resolution.packages().stream().anyMatch(p -> p.name().equals(need)))
          .forEach(need -> assertThat(seen).as("before %s", binary).contains(need));
      seen.add(binary.name());
    }
  }

  private Set<String> apt(List<Repository> repositories, String architecture, Set<String> names)
      throws Exception {
    Apt apt = Apt.over(directory, repositories, architecture);
    List<String> install = new ArrayList<>(List.of("apt-get", "-qq", "-s", "install"));
    install.addAll(names);
    Set<String> installed = new TreeSet<>();
    for (String line : apt.required(install.toArray(String[]::new))) {
      Matcher matcher = INSTALLED.matcher(line);
      if (matcher.matches()) {
        installed.add(matcher.group(1) + "=" + matcher.group(2));
      }
    }
    return installed;
  }
}
