package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AptSourcesOfTreesTest {
  private static final Path DIRECTORY = Path.of("/tree");

  private static final ProvisionPlan PLAN =
      new ProvisionPlan(
          Distribution.parse("debian12"),
          List.of("apt"),
          List.of(),
          "",
          new BaseSystem(Set.of(), ImmutableSetMultimap.of(), ImmutableSetMultimap.of()),
          List.of(
              new Repository(
                  "https://mirror.example.org/debian",
                  "bookworm",
                  List.of("main"),
                  List.of("debian-archive-keyring.gpg"),
                  true)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sources.list            | `deb [arch=arm64] http://a bookworm main\n`             | true",
        "sources.list            | `deb\thttp://a\tbookworm\tmain\n`                       | true",
        "sources.list            | `# deb http://a bookworm main\n`                        | false",
        "sources.list.d/a.list    | `deb http://a bookworm-updates main\n"
            + "`                  | false",
        "sources.list.d/a.sources | `Types: deb\nSuites: trixie bookworm\n`                 | true",
        "sources.list.d/a.sources | `Types: deb\nsuites:\n trixie\n# last\n bookworm\n`     | true",
        "sources.list.d/a.sources | `Types: deb\n"
            + "#Suites: bookworm\n"
            + "URIs: http://bookworm/\n"
            + "` | false",
      })
  void findsTheSuitesOfATree(String name, String text, boolean found) throws IOException {
    try (Rootfs tree = Rootfs.open(new InMemoryHostCalls().withDirectory(DIRECTORY), DIRECTORY)) {
      tree.write(TreePath.of("etc/apt/" + name), text.getBytes(UTF_8), 0644);
      assertThat(AptSources.has(tree, PLAN)).isEqualTo(found);
    }
  }
}
