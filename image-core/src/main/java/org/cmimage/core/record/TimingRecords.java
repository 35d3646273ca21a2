package org.cmimage.core.record;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.core.host.HostFault;
import org.cmimage.model.ComponentName;

/**
 * The records of times, one file for each component; each run that makes a component replaces its
 * record. Reading needs no lock, as a record is replaced as a whole.
 */
public final class TimingRecords {
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final Durability durability;

  private TimingRecords(Path directory, Durability durability) {
    this.directory = directory;
    this.durability = durability;
  }

  /** Makes the records of a cluster. */
  public static TimingRecords of(ClusterLayout layout) {
    return new TimingRecords(layout.timings(), Durability.SYNCED);
  }

  /**
   * Makes the records of unfinished runs, which are beside the journals. They are not synced to the
   * disk, which is busy with the tree.
   */
  public static TimingRecords ofUnfinished(ClusterLayout layout) {
    return new TimingRecords(layout.journals(), Durability.UNSYNCED);
  }

  /** Returns the names of the components that have a record, sorted. */
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .filter(name -> ComponentName.find(name).isPresent())
          .sorted()
          .collect(ImmutableList.toImmutableList());
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /**
   * Returns a component's record; empty where it has none.
   *
   * @throws FaultException where the file cannot be read or is not in this version's format
   */
  public Optional<RunTimings> find(ComponentName component) throws IOException {
    Path file = file(component);
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(TimingsText.read(in, file.toString(), component));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (FaultException e) {
      throw new FaultException(
          new Fault(
              ErrorCode.INPUT_OUTPUT,
              e.fault().subject(),
              e.fault().fact(),
              new Remedy.Advice(
                  "remove " + file + "; the next run that makes the image writes it")),
          e);
    } catch (IOException e) {
      throw new FaultException(
          ErrorCode.INPUT_OUTPUT, "cannot read " + file, HostFault.fact(e), new Remedy.None(), e);
    }
  }

  /** Replaces a component's record, even when this thread has been interrupted. */
  public void write(RunTimings timings) throws IOException {
    Files.createDirectories(directory);
    AtomicFile.write(file(timings.component()), durability, TimingsText.write(timings));
  }

  /** Removes a component's record, if it has one. To be called when its tree is removed. */
  public void remove(ComponentName component) throws IOException {
    remove(component.path());
  }

  /**
   * Removes a tree's record, if it has one. To be called when another tree replaces it.
   *
   * @param path the tree's in the cluster
   */
  public void remove(String path) throws IOException {
    Files.deleteIfExists(file(path));
  }

  private Path file(ComponentName component) {
    return file(component.path());
  }

  private Path file(String path) {
    return directory.resolve(ClusterLayout.recordName(path) + SUFFIX);
  }
}
