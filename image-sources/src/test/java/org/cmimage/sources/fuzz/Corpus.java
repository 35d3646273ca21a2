package org.cmimage.sources.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The initial inputs: for each reader a directory among the resources, with valid ones that no code
 * here generates, {@code valid-*.gz}, and inputs that once failed.
 */
final class Corpus {
  private static final String VALID = "valid-";

  private Corpus() {}

  /** Returns the valid inputs. */
  static List<byte[]> valid(FuzzedReader reader) throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (Path file : files(reader)) {
      if (file.getFileName().toString().startsWith(VALID)) {
        found.add(
            new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))).readAllBytes());
      }
    }
    return found;
  }

  /** Returns the inputs that once failed. */
  static List<byte[]> mended(FuzzedReader reader) throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (Path file : files(reader)) {
      if (!file.getFileName().toString().startsWith(VALID)) {
        found.add(Files.readAllBytes(file));
      }
    }
    return found;
  }

  /** Writes all inputs of a reader, each into a file of its own. */
  static void write(FuzzedReader reader, Path directory) throws IOException {
    List<byte[]> all = new ArrayList<>(reader.seeds());
    all.addAll(mended(reader));
    for (int i = 0; i < all.size(); i++) {
      Files.write(directory.resolve("seed-" + i), all.get(i));
    }
  }

  private static List<Path> files(FuzzedReader reader) throws IOException {
    URL directory = Corpus.class.getResource(reader.name().toLowerCase(Locale.ROOT));
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
      return files.sorted().toList();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
