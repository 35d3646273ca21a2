package org.cmimage.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A log file to which lines are appended. Thread-safe. */
public final class ComponentLog implements Closeable {
  private final Writer writer;
  private final Optional<Path> file;
  private final InstantSource clock;

  private ComponentLog(Optional<Path> file, Writer writer, InstantSource clock) {
    this.file = file;
    this.writer = writer;
    this.clock = clock;
  }

  /** Opens {@code file} for appending. */
  public static ComponentLog open(Path file, InstantSource clock) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedWriter writer =
        Files.newBufferedWriter(file, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new ComponentLog(Optional.of(file), writer, clock);
  }

  /** Makes a log that discards all lines. */
  public static ComponentLog none() {
    return new ComponentLog(Optional.empty(), Writer.nullWriter(), InstantSource.system());
  }

  /** Returns the log's file; empty for one that discards its lines. */
  public Optional<Path> file() {
    return file;
  }

  /** Writes one line, with the time in front, and flushes it. */
  public synchronized void line(String text) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      writer.write(now + " " + text + "\n");
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    writer.close();
  }
}
