package org.cmimage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has no provider falls back to something slower, or is not there, without a word. */
class ServicesTest {
  private static final String DIRECTORY = "src/main/resources/META-INF/services";

  static Stream<Path> files() throws IOException {
    Stream.Builder<Path> files = Stream.builder();
    for (String module : Modules.NAMES) {
      Path directory = Modules.ROOT.resolve(module).resolve(DIRECTORY);
      if (Files.exists(directory)) {
        try (Stream<Path> listed = Files.list(directory)) {
          listed.forEach(files);
        }
      }
    }
    return files.build();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileNamesAServiceAndWhatProvidesIt(Path file) throws Exception {
    Class<?> service = Class.forName(file.getFileName().toString());
    List<String> providers = Files.readAllLines(file);
    assertThat(providers).isNotEmpty();
    for (String provider : providers) {
      assertThat(Class.forName(provider)).isAssignableTo(service);
    }
  }
}
