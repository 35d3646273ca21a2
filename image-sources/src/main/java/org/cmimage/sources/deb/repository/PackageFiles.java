package org.cmimage.sources.deb.repository;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.archive.DebArchive;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.download.DownloadCache;

/**
 * The packages in a directory and below it, as dpkg-scanpackages lists them. Links are not
 * followed.
 */
final class PackageFiles {
  private static final int DEEPEST = 8;
  private static final int MOST = 200_000;
  private static final String PATH = "Filename";
  private static final String SIZE = "Size";
  private static final String DIGEST = "SHA256";

  /** Fields that an index has of the file, whatever its control data says. */
  private static final List<String> OF_THE_FILE = List.of(PATH, SIZE, DIGEST);

  private final Path base;
  private final Path directory;
  private final String architecture;
  private final Decompressor decompressor;

  /**
   * Creates the list of a directory.
   *
   * @param base the directory that file names are relative to, the same or one above it
   * @param architecture the architecture of the packages, beside {@code all}
   */
  PackageFiles(Path base, Path directory, String architecture, Decompressor decompressor) {
    this.base = base;
    this.directory = directory;
    this.architecture = architecture;
    this.decompressor = decompressor;
  }

  /** Returns an index of the packages; empty if there are none. */
  byte[] stanzas() throws IOException, InterruptedException {
    List<Callable<Optional<byte[]>>> tasks = new ArrayList<>();
    for (Path file : files()) {
      tasks.add(() -> stanza(file));
    }
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    for (Optional<byte[]> stanza : ParallelTasks.run("scan", workers, tasks)) {
      stanza.ifPresent(index::writeBytes);
    }
    return index.toByteArray();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".deb") && Files.isRegularFile(file))
              .limit(MOST + 1L)
              .sorted()
              .toList();
      if (files.size() > MOST) {
        throw new FaultException(
            ErrorCode.INVALID_CONFIGURATION,
            "cannot use " + directory,
            "it has more than " + MOST + " packages and no index",
            new Remedy.Advice("make an index: dpkg-scanpackages --multiversion . > Packages"));
      }
      return files;
    }
  }

  private Optional<byte[]> stanza(Path file) throws IOException, InterruptedException {
    Optional<ControlStanza> control =
        control(file)
            .filter(
                own ->
                    own.get("Architecture")
                        .filter(its -> its.equals("all") || its.equals(architecture))
                        .isPresent());
    if (control.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder stanza = new StringBuilder();
    for (String field : control.get().names()) {
      if (OF_THE_FILE.stream().noneMatch(field::equalsIgnoreCase)) {
        stanza.append(ControlStanza.field(field, control.get().get(field).orElse("")));
      }
    }
    stanza.append(ControlStanza.field(PATH, base.relativize(file).toString()));
    stanza.append(ControlStanza.field(SIZE, String.valueOf(Files.size(file))));
    stanza.append(ControlStanza.field(DIGEST, DownloadCache.digest(file).toString())).append('\n');
    return Optional.of(stanza.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Optional<ControlStanza> control(Path file) throws IOException {
    try (DebArchive archive = DebArchive.open(file, decompressor);
        ControlReader reader =
            ControlData.reader(
                new ByteArrayInputStream(
                    Objects.requireNonNull(archive.control().get("control")).content()),
                file.toString(),
                List.of())) {
      return reader.next();
    } catch (FaultException e) {
      throw new FaultException(
          e.fault()
              .withRemedy(
                  new Remedy.Advice("copy " + file + " again, or move it out of the repository")),
          e);
    }
  }
}
