package org.cmimage.sources.fuzz;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The entry point for Jazzer. The system property {@code fuzz.reader} names the reader, because a
 * JVM fuzzes one.
 */
public final class Fuzzing {
  private static final FuzzedReader READER =
      FuzzedReader.valueOf(System.getProperty("fuzz.reader", "TAR"));

  private Fuzzing() {}

  /** Passes bytes to the reader; the name is required by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    check(READER, data);
  }

  /** Passes bytes to a reader, which must read them or refuse them. */
  static void check(FuzzedReader reader, byte[] data) {
    try {
      reader.read(data);
    } catch (IOException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("a refusal that says nothing", e);
      }
    }
  }

  /**
   * Writes the initial inputs, or prints the names of readers.
   *
   * @param arguments a reader and a directory; or nothing
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length == 2) {
      Corpus.write(FuzzedReader.valueOf(arguments[0]), Path.of(arguments[1]));
      return;
    }
    for (FuzzedReader reader : FuzzedReader.values()) {
      System.out.println(reader);
    }
  }
}
