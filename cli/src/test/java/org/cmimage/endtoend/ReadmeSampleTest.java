package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.event.PipelineListener;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.run.ImageReport;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.Test;

/** The sample of README.md; {@link NativeBootstrapTest} runs it. */
class ReadmeSampleTest {

  // README: begin
  static ImageReport makeImage(ClusterLayout layout, ArchOs archOs, PipelineListener listener)
      throws ImageException, StoreException {
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).listener(listener).build();
      ImageRequest request = ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE).build();
      return pipeline.execute(pipeline.plan(request));
    }
  }

  // README: end

  @Test
  void readmeShowsWhatIsCompiledHere() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/org/cmimage/endtoend", getClass().getSimpleName() + ".java"));
    String sample =
        source.substring(
            source.indexOf("// README: begin") + "// README: begin".length(),
            source.indexOf("// README: end"));

    assertThat(sample.lines().filter(line -> !line.isBlank()).count()).isBetween(8L, 12L);
    assertThat(words(Files.readString(Path.of("../README.md")))).contains(words(sample));
  }

  private static String words(String text) {
    return CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
  }
}
