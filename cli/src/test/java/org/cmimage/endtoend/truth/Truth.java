package org.cmimage.endtoend.truth;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.cmimage.core.Acceleration;
import org.cmimage.endtoend.trial.Apt;
import org.cmimage.endtoend.trial.Mmdebstrap;
import org.cmimage.endtoend.truth.SetResult.Outcome;
import org.cmimage.model.ArchOs;

/** Tries sets one after another; {@code bench/truth} starts it. */
public final class Truth {
  private final Bench bench;
  private final Map<ArchOs, Release> releases = new HashMap<>();

  Truth(Bench bench) {
    this.bench = bench;
  }

  /** Where the packages of a release are, and what they are called. */
  private record Release(Apt apt, SortedSet<String> names) {}

  /**
   * Runs the sets that have no result yet.
   *
   * @param arguments the directory of results, that of packages, that of documents, the commit, the
   *     sets, and words: {@code again} also runs sets that were not equal, {@code checks} makes and
   *     checks our trees and nothing to compare them with, {@code references} only makes emulated
   *     trees, {@code fresh} makes them although they are kept
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments).subList(5, arguments.length);
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    Path work = directory.resolve("work-" + ProcessHandle.current().pid());
    Bench bench =
        new Bench(
            directory,
            work,
            Path.of(arguments[1]).toAbsolutePath(),
            Path.of(arguments[2]).toAbsolutePath(),
            arguments[3],
            !words.contains("fresh"));
    List<RandomSet> sets = RandomSet.parse(arguments[4]);
    Truth truth = new Truth(bench);
    try {
      if (words.contains("plans")) {
        for (RandomSet set : sets) {
          System.out.println(truth.prepare(set).comparePlans().line());
        }
      } else if (words.contains("references")) {
        truth.references(sets);
      } else {
        truth.results(sets, words);
      }
    } finally {
      Bench.remove(work);
    }
  }

  private void results(List<RandomSet> sets, List<String> words) throws Exception {
    boolean checks = words.contains("checks");
    ResultTable table = new ResultTable(bench.directory());
    for (RandomSet set : sets) {
      Optional<SetResult> last = table.find(set);
      boolean isDone = last.isPresent() && (checks || last.get().isFinal());
      boolean isEqual = last.isPresent() && last.get().outcome() == Outcome.EQUAL;
      if (!isDone || words.contains("again") && !isEqual) {
        SetResult result = checks ? prepare(set).check() : run(set);
        table.add(result);
        System.out.println(result.line());
        Files.writeString(bench.directory().resolve("results.md"), table.markdown(sets));
      }
    }
    System.out.println(table.markdown(sets));
  }

  private void references(List<RandomSet> sets) throws Exception {
    for (RandomSet set : sets) {
      System.out.println(prepare(set).reference().line());
    }
  }

  /** Tries one set. */
  SetResult run(RandomSet set) throws Exception {
    return prepare(set).run();
  }

  private SetRun prepare(RandomSet set) throws Exception {
    Release release = releases.get(set.archOs());
    if (release == null) {
      release = release(set.archOs());
      releases.put(set.archOs(), release);
    }
    return new SetRun(bench, set, set.draw(release.names()), release.apt());
  }

  /** Reads the indices of a release, from the repositories that cm-image would take. */
  private Release release(ArchOs archOs) throws Exception {
    Build empty =
        Build.plan(bench.cluster("empty-" + archOs, archOs, List.of()), archOs, Acceleration.AUTO);
    if (empty.failure().isPresent()) {
      throw new IOException(empty.failure().get());
    }
    List<String> sources = empty.sources();
    byte[] keyring =
        Resources.toByteArray(
            Resources.getResource(
                Mmdebstrap.class, "/org/cmimage/core/catalog/keyrings/debian-archive-keyring.gpg"));
    Apt apt =
        Apt.update(
            Files.createDirectories(bench.work().resolve("apt-" + archOs)),
            archOs.architecture(),
            sources,
            Files.write(bench.work().resolve("keyring.gpg"), keyring));
    return new Release(apt, apt.names(sources.get(0).split(" ")[2], "main"));
  }
}
