package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * The nodes' package sources, in the deb822 style of sources.list(5). Suites that have all else in
 * common share a paragraph. A keyring is named if the image has it; otherwise apt uses the keyrings
 * that it trusts for everything.
 */
final class AptSources {
  private static final String KEYRINGS = "usr/share/keyrings/";
  private static final int MAX_SOURCES = 1 << 20;

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
        List<String> lines =
            tree.read(file, MAX_SOURCES).stream()
                .flatMap(bytes -> new String(bytes, StandardCharsets.UTF_8).lines())
                .filter(line -> line.matches("(deb\\s|Suites:).*"))
                .toList();
        for (Repository repository : plan.repositories()) {
          String suite = " " + repository.suite() + " ";
          if (lines.stream().anyMatch(line -> (line + " ").replace('\t', ' ').contains(suite))) {
            return true;
          }
        }
      }
    }
    return false;
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
      text.append(text.isEmpty() ? "" : "\n").append("Types: deb\n");
      text.append("URIs: ").append(common.uri()).append('\n');
      text.append("Suites: ").append(String.join(" ", entry.getValue())).append('\n');
      if (!common.components().isEmpty()) {
        text.append("Components: ").append(String.join(" ", common.components())).append('\n');
      }
      keyring(tree, common).ifPresent(path -> text.append("Signed-By: ").append(path).append('\n'));
      text.append(common.rules().validUntil() ? "" : "Check-Valid-Until: no\n");
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
