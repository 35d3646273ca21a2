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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.repository.MachineMirror;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.repository.RepositoryReader;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.deb.resolve.TransactionPlan;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares changes of systems drawn at random with those of apt. A larger range is tested with
 * {@code CM_IMAGE_TRANSACTIONS=1-200}.
 */
@Tag("network")
class TransactionOracleTest {
  private static final String PROGRAMS = "/usr/bin:/bin";
  private static final String ARCHITECTURE = "amd64";
  private static final Pattern INST = Pattern.compile("Inst (\\S+) (?:\\[(\\S+)\\] )?\\((\\S+) .*");
  private static final Pattern REMV = Pattern.compile("(?:Remv|Purg) (\\S+) \\[(\\S+)\\].*");

  @TempDir Path directory;

  @Test
  void changesSystemsAsAptDoes() throws Exception {
    List<Repository> repositories = MachineMirror.repositories("bookworm");
    Apt apt = Apt.over(directory, repositories, ARCHITECTURE);
    List<ControlStanza> offered = apt.offered();
    Resolver resolver = resolver(repositories);
    List<String> different = new ArrayList<>();
    int failures = 0;
    int seeds = 0;
    for (int seed : seeds().toList()) {
      DrawnTransaction drawn = new DrawnTransaction(seed, offered, resolver);
      apt.install(drawn.status());
      Apt.Run check = apt.run(List.of("apt-get", "-qq", "check"));
      assertThat(check.status()).as("base of seed %d: %s", seed, check.lines()).isZero();
      Apt.Run run = apt.run(drawn.command());
      seeds++;
      List<String> theirs = run.status() == 0 ? changes(run.lines()) : List.of("fails");
      long begin = System.nanoTime();
      List<String> ours = ours(resolver, drawn);
      long millis = (System.nanoTime() - begin) / 1_000_000;
      failures += run.status() == 0 ? 0 : 1;
      boolean equal =
          ours.equals(theirs)
              || ours.contains("fails") && theirs.contains("fails")
              || isDifferentOnPurpose(drawn, ours, theirs);
      if (!equal) {
        different.add(seed + " " + drawn.command() + difference(ours, theirs));
      }
      System.getLogger("transactions")
          .log(
              System.Logger.Level.INFO,
              "{0}: {1} {2} changes, {3} ms",
              String.valueOf(seed),
              equal ? "equal" : "DIFFERENT",
              theirs.equals(List.of("fails")) ? "apt fails" : String.valueOf(theirs.size()),
              String.valueOf(millis));
    }
    assertThat(different).as("%d drawn, apt fails in %d", seeds, failures).isEmpty();
  }

  private static Stream<Integer> seeds() {
    String range = System.getenv().getOrDefault("CM_IMAGE_TRANSACTIONS", "1-8");
    String[] ends = range.split("-", -1);
    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])).boxed();
  }

  private Resolver resolver(List<Repository> repositories)
      throws IOException, InterruptedException {
    Downloader downloader =
        new Downloader(
            new DownloadCache(directory.resolve("packages")), DownloadSettings.DEFAULT, false);
    Offered read =
        new RepositoryReader(
                downloader,
                Gpgv.find(PROGRAMS),
                Decompressor.ofHost(PROGRAMS),
                Path::of,
                Clock.systemUTC())
            .read(repositories, ARCHITECTURE);
    return new Resolver(read.lists(), ARCHITECTURE, new Preferences(List.of(), ARCHITECTURE));
  }

  private static List<String> ours(Resolver resolver, DrawnTransaction drawn) throws IOException {
    InstalledPackages installed =
        InstalledPackages.read(TreeOfFiles.withStatus(drawn.status()), ARCHITECTURE);
    try {
      return resolver.transaction(installed, drawn.request()).changes().stream()
          .map(TransactionPlan.Change::toString)
          .map(line -> line.replace("downgrade", "upgrade"))
          .sorted()
          .toList();
    } catch (FaultException e) {
      return List.of("fails", e.getMessage());
    }
  }

  private static List<String> changes(List<String> lines) {
    TreeSet<String> changes = new TreeSet<>();
    for (String line : lines) {
      Matcher inst = INST.matcher(line);
      Matcher remv = REMV.matcher(line);
      // apt treats the same version with other relations as another version, and packages drawn as
      // older have such dependencies
      if (inst.matches() && !inst.group(3).equals(inst.group(2))) {
        changes.add(
            inst.group(2) == null
                ? "install " + inst.group(1) + " " + inst.group(3)
                : "upgrade " + inst.group(1) + " " + inst.group(2) + " -> " + inst.group(3));
      } else if (remv.matches()) {
        changes.add("remove " + remv.group(1) + " " + remv.group(2));
      }
    }
    return List.copyOf(changes);
  }

  /**
   * Returns whether apt differs in two intended ways only: it upgrades packages of one source with
   * a package that is removed (a trial that it does not undo), or removes required packages, which
   * the resolver refuses.
   */
  private static boolean isDifferentOnPurpose(
      DrawnTransaction drawn, List<String> ours, List<String> theirs) {
    Set<String> removed = new HashSet<>();
    for (String change : theirs) {
      if (change.startsWith("remove ")) {
        removed.add(change.split(" ")[1]);
      }
    }
    if (ours.contains("fails")) {
      return removed.stream().anyMatch(drawn::isRequired);
    }
    Set<String> sources = removed.stream().map(drawn::source).collect(Collectors.toSet());
    List<String> more = new ArrayList<>(theirs);
    more.removeAll(ours);
    return theirs.containsAll(ours)
        && more.stream()
            .allMatch(
                change ->
                    change.startsWith("upgrade ")
                        && sources.contains(drawn.source(change.split(" ")[1])));
  }

  private static String difference(List<String> ours, List<String> theirs) {
    TreeSet<String> mine = new TreeSet<>(ours);
    mine.removeAll(theirs);
    TreeSet<String> others = new TreeSet<>(theirs);
    others.removeAll(ours);
    return "\n    ours alone: " + mine + "\n    apt alone: " + others + "\n";
  }
}
