package org.cmimage.sources.deb.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

class RelocationProperties {
  private static final Application APPLICATION = new Application("tool", "1.0");
  private static final List<String> PLACES =
      List.of("apps/tool/1.0", "docs", "examples", "licenses");

  @Provide
  Arbitrary<TreePath> paths() {
    return names("usr", "bin", "lib", "share", "doc", "etc", "aarch64-linux-gnu", "x", "\u00ff")
        .map(TreePath::of);
  }

  @Provide
  Arbitrary<String> texts() {
    return names("..", ".", "", "usr", "bin", "x");
  }

  private static Arbitrary<String> names(String... names) {
    return Arbitraries.of(names).list().ofMaxSize(7).map(list -> String.join("/", list));
  }

  @Property
  void everyPlaceIsInTheApplicationOrADirectoryOfDocuments(@ForAll("paths") TreePath path) {
    Optional<TreePath> place = new Relocation(APPLICATION, Architecture.AARCH64).of(path);
    place.ifPresent(
        p -> {
          assertThat(PLACES).anyMatch(directory -> p.startsWith(TreePath.of(directory)));
          assertThat(p.depth()).isGreaterThan(1);
        });
  }

  @Property
  void aLinkThatIsWrittenIsReadAsTheSame(
      @ForAll("paths") TreePath link, @ForAll("paths") TreePath target) {
    if (!link.isRoot()) {
      assertThat(Relocation.target(link, Relocation.text(link, target))).contains(target);
    }
  }

  @Property
  void noLinkMeansAnythingAboveTheRoot(
      @ForAll("paths") TreePath link, @ForAll("texts") String text) {
    // TreePath itself refuses "..", so every result is inside
    Relocation.target(link, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
        .ifPresent(target -> assertThat(target.depth()).isLessThanOrEqualTo(14));
  }
}
