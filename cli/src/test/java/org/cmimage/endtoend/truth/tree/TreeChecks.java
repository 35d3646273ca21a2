package org.cmimage.endtoend.truth.tree;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TreeListing;
import org.cmimage.model.Architecture;

/**
 * What programs of this machine find wrong with a tree, without running any of its programs. A
 * finding's aspect is the name of the check.
 */
public final class TreeChecks {
  private final Path tree;
  private final ListedTree listed;
  private final Links links;
  private final List<Difference> found = new ArrayList<>();

  private TreeChecks(Path tree, ListedTree listed) {
    this.tree = tree;
    this.listed = listed;
    this.links = new Links(listed.listing());
  }

  /** Checks a tree for an architecture. */
  public static List<Difference> run(Path tree, ListedTree listed, Architecture architecture)
      throws IOException, InterruptedException {
    TreeChecks checks = new TreeChecks(tree, listed);
    ElfCensus.strangers(tree, architecture).forEach((path, what) -> checks.add(path, "elf", what));
    checks.dpkg();
    checks.accounts("pwck", "etc/passwd");
    checks.accounts("grpck", "etc/group");
    checks.units();
    checks.brokenLinks();
    checks.alternatives();
    return checks.found;
  }

  private void add(String path, String check, String what) {
    found.add(new Difference(path, check, what, ""));
  }

  private void dpkg() throws IOException, InterruptedException {
    for (String line : printed("dpkg", "--root=" + tree, "--audit")) {
      add("var/lib/dpkg/status", "dpkg --audit", line);
    }
    for (String line : printed("dpkg", "--root=" + tree, "--verify")) {
      add(line.substring(line.indexOf('/') + 1), "dpkg --verify", line);
    }
  }

  private void accounts(String program, String path) throws IOException, InterruptedException {
    for (String line : printed(program, "-q", "-r", "-R", tree.toString())) {
      add(path, program, line);
    }
  }

  /**
   * Links that a package's script made to enable a unit are noted by deb-systemd-helper; and
   * systemctl has to understand what is there.
   */
  private void units() throws IOException, InterruptedException {
    String notes = "var/lib/systemd/deb-systemd-helper-enabled/";
    for (String path : listed.listing().nodes().keySet()) {
      if (path.startsWith(notes) && path.endsWith(".dsh-also")) {
        for (String link : listed.text(path).orElse("").lines().toList()) {
          Optional<String> real = links.resolveParent(link);
          if (real.isEmpty() || !listed.listing().nodes().containsKey(real.get())) {
            add(link.substring(1), "units", "missing, noted in " + path);
          }
        }
      }
    }
    for (String line : printed("systemctl", "--root=" + tree, "list-unit-files", "--no-legend")) {
      List<String> words = Splitter.on(' ').omitEmptyStrings().splitToList(line);
      if (words.size() > 1 && Set.of("bad", "invalid", "-").contains(words.get(1))) {
        add(words.get(0), "units", line);
      }
    }
  }

  /** Packages may bring links to what is in another package; no script should make such. */
  private void brokenLinks() throws IOException {
    Set<String> packaged = new HashSet<>();
    for (String path : listed.listing().nodes().keySet()) {
      if (path.startsWith("var/lib/dpkg/info/") && path.endsWith(".list")) {
        for (String line : listed.text(path).orElse("").lines().toList()) {
          links.resolveParent(line).ifPresent(packaged::add);
        }
      }
    }
    listed
        .listing()
        .nodes()
        .forEach(
            (path, node) -> {
              if (node.type().equals("l")
                  && !packaged.contains(path)
                  && links.resolve(path).isEmpty()) {
                add(path, "link", node.target());
              }
            });
  }

  private void alternatives() throws IOException {
    String directory = "var/lib/dpkg/alternatives/";
    for (String path : listed.listing().nodes().keySet()) {
      if (path.startsWith(directory)) {
        String name = path.substring(directory.length());
        Alternative alternative = Alternative.parse(listed.text(path).orElseThrow());
        alternative
            .complaint(target("etc/alternatives/" + name))
            .ifPresent(what -> add("etc/alternatives/" + name, "alternatives", what));
        Optional<String> link = links.resolveParent(alternative.link());
        if (link.isEmpty() || !target(link.get()).equals("/etc/alternatives/" + name)) {
          add(alternative.link().substring(1), "alternatives", "no link of " + name);
        }
        if (links.resolve("etc/alternatives/" + name).isEmpty()) {
          add("etc/alternatives/" + name, "alternatives", "leads nowhere");
        }
      }
    }
  }

  private String target(String path) {
    TreeListing.Node node = listed.listing().nodes().get(path);
    return node == null ? "" : node.target();
  }

  /** Returns what a program prints, whatever it thinks of the tree. */
  private static List<String> printed(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("cm-image", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      process.waitFor();
      try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
        return lines.filter(line -> !line.isBlank()).toList();
      }
    } finally {
      Files.delete(output);
    }
  }
}
