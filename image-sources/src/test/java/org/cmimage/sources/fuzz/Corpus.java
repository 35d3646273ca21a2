package org.cmimage.sources.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Inputs to begin with: valid ones, and what once went wrong. */
final class Corpus {
  private Corpus() {}

  /** Returns what once went wrong: the files of the reader's directory among the resources. */
  static List<byte[]> mended(FuzzedReader reader) throws IOException {
    URL directory = Corpus.class.getResource(reader.name().toLowerCase(Locale.ROOT));
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
      List<byte[]> found = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        found.add(Files.readAllBytes(file));
      }
      return found;
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Writes all of a reader's, each into a file of its own. */
  static void write(FuzzedReader reader, Path directory) throws IOException {
    List<byte[]> all = new ArrayList<>(reader.seeds());
    all.addAll(mended(reader));
    for (int i = 0; i < all.size(); i++) {
      Files.write(directory.resolve("seed-" + i), all.get(i));
    }
  }
}
