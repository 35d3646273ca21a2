package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * The nodes' package sources, in the deb822 style of sources.list(5). Suites that have all else in
 * common share a paragraph. A keyring is named if the image has it; otherwise apt uses the keyrings
 * that it trusts for everything.
 */
final class AptSources {
  private static final String KEYRINGS = "usr/share/keyrings/";
  private static final int MAX_SOURCES = 1 << 20;
  private static final String SUITES = "Suites";

  private AptSources() {}

  /** Writes {@code /etc/apt/sources.list.d/<vendor>.sources} if the image has apt. */
  static void write(Rootfs tree, ProvisionPlan plan) throws IOException {
    if (plan.has("apt") && !plan.repositories().isEmpty()) {
      String vendor = plan.distribution().vendor();
      TreePath file = TreePath.of("etc/apt/sources.list.d/" + vendor + ".sources");
      tree.write(file, PrepareTree.bytes(text(tree, plan.repositories())), 0644);
    }
  }

  /** Returns whether the tree has any suite of the plan's repositories among its sources. */
  static boolean has(Rootfs tree, ProvisionPlan plan) throws IOException {
    List<TreePath> files = new ArrayList<>(tree.list(TreePath.of("etc/apt/sources.list.d")));
    files.add(TreePath.of("etc/apt/sources.list"));
    for (TreePath file : files) {
      if (!tree.isDirectory(file)) {
        Optional<byte[]> text = tree.read(file, MAX_SOURCES);
        Set<String> words = text.isPresent() ? words(text.get()) : Set.of();
        if (plan.repositories().stream().map(Repository::suite).anyMatch(words::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the words of a file of either format among which its suites are. */
  private static Set<String> words(byte[] text) throws IOException {
    Set<String> words = new HashSet<>();
    new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("deb\\s.*"))
        .forEach(line -> words.addAll(List.of(line.split("\\s+"))));
    for (ControlStanza stanza : ControlData.lenient(text, SUITES)) {
      words.addAll(List.of(stanza.get(SUITES).orElse("").split("\\s+")));
    }
    return words;
  }

  private static String text(Rootfs tree, List<Repository> repositories) throws IOException {
    Map<Repository, List<String>> suites = new LinkedHashMap<>();
    for (Repository repository : repositories) {
      suites
          .computeIfAbsent(withoutSuite(repository), key -> new ArrayList<>())
          .add(repository.suite());
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Repository, List<String>> entry : suites.entrySet()) {
      Repository common = entry.getKey();
      text.append(text.isEmpty() ? "" : "\n").append(ControlStanza.field("Types", "deb"));
      text.append(ControlStanza.field("URIs", common.uri()));
      text.append(ControlStanza.field(SUITES, String.join(" ", entry.getValue())));
      if (!common.components().isEmpty()) {
        text.append(ControlStanza.field("Components", String.join(" ", common.components())));
      }
      keyring(tree, common).ifPresent(path -> text.append(ControlStanza.field("Signed-By", path)));
      text.append(
          common.rules().validUntil() ? "" : ControlStanza.field("Check-Valid-Until", "no"));
    }
    return text.toString();
  }

  private static Repository withoutSuite(Repository r) {
    return new Repository(r.uri(), "", r.components(), r.trust(), r.rules(), Optional.empty());
  }

  private static Optional<String> keyring(Rootfs tree, Repository repository) throws IOException {
    for (String keyring : repository.keyrings()) {
      String name = keyring.substring(keyring.lastIndexOf('/') + 1);
      TreePath path = TreePath.of(KEYRINGS + name);
      if (!name.isEmpty() && tree.status(path).isPresent()) {
        return Optional.of(path.toString());
      }
    }
    return Optional.empty();
  }
}
