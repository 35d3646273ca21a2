package org.cmimage.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.model.Distribution;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Whatever stands in a file, the reader reads it or says what is wrong with it. */
final class DistributionFilesProperties {
  @Property
  void arbitraryBytesAreReadOrRefused(@ForAll byte[] content) throws IOException {
    readOrRefuse(content);
  }

  @Property
  void wordsOfTheSchemaInAnyOrderAreReadOrRefused(@ForAll("documents") String document)
      throws IOException {
    readOrRefuse(document.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.of(
            "packages",
            "swimage",
            "kernels",
            "aarch64",
            "repositories",
            "uri",
            "suites",
            "title",
            "true",
            "&a",
            "*a",
            "<<",
            ": ",
            ":\n",
            "\n",
            "  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            "\"",
            "|",
            "!!int",
            "#",
            "? ",
            "---\n",
            "%",
            "é")
        .list()
        .ofMaxSize(40)
        .map(words -> String.join("", words));
  }

  private static void readOrRefuse(byte[] content) throws IOException {
    try {
      MappingNode base =
          YamlFile.read(
              new ByteArrayInputStream("title: {a: b}".getBytes(StandardCharsets.UTF_8)), "base");
      MappingNode over = YamlFile.read(new ByteArrayInputStream(content), "over");
      DistributionReader.read(new Distribution("any1"), YamlFile.overlay(base, over));
    } catch (FaultException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
      assertThat(e).hasMessageStartingWith("cannot read ");
    }
  }
}
