package org.cmimage.sources.fuzz;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What Jazzer calls. The reader is named by the system property {@code fuzz.reader}, as a JVM
 * fuzzes one.
 */
public final class Fuzzing {
  private static final FuzzedReader READER =
      FuzzedReader.valueOf(System.getProperty("fuzz.reader", "TAR"));

  private Fuzzing() {}

  /** Gives bytes to the reader; named as Jazzer wants it. */
  public static void fuzzerTestOneInput(byte[] data) {
    check(READER, data);
  }

  /** Gives bytes to a reader, which may refuse them, and do nothing else than read. */
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
   * Writes what to begin with, or prints the names of readers.
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
