package org.cmimage.qemu.binfmt;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.StaticElf;
import org.cmimage.model.Architecture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head node's own binfmt_misc, which all processes of all containers on it share. Each
 * registration is recorded in a file that is locked while the registration is used; a record
 * without a lock was left by a killed run, and is cleaned up.
 *
 * <p>Thread-safe.
 */
public final class BinfmtRegistry {
  private static final Logger log = LoggerFactory.getLogger(BinfmtRegistry.class);
  private static final String PREFIX = "cm-image-";
  private static final int STATUS_LIMIT = 8192;

  private final Path directory;
  private final Path notes;

  /** Makes the head node's registry, with records in directory {@code notes}. */
  public static BinfmtRegistry ofHeadNode(Path notes) {
    return new BinfmtRegistry(Path.of("/proc/sys/fs/binfmt_misc"), notes);
  }

  BinfmtRegistry(Path directory, Path notes) {
    this.directory = directory;
    this.notes = notes;
  }

  /**
   * A registration made by {@link #register}. Closing it removes exactly that registration; closing
   * twice is allowed.
   */
  public static final class Registration implements AutoCloseable {
    private final BinfmtRegistry registry;
    private final Path note;
    private final FileChannel channel;

    private Registration(BinfmtRegistry registry, Path note, FileChannel channel) {
      this.registry = registry;
      this.note = note;
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        registry.undo(note);
        channel.close();
      }
    }
  }

  /**
   * Finds an enabled entry that runs {@code guest} programs in a namespace with other files: opened
   * at registration, and static unless the file cannot be examined.
   */
  public Optional<BinfmtEntry> find(Architecture guest, Architecture host) throws IOException {
    for (BinfmtEntry entry : entries()) {
      if (entry.has('F')
          && matchesPrograms(entry, guest)
          && isUsable(Path.of(entry.interpreter()), host)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /**
   * Registers {@code emulator} for the whole head node, without flag {@code C}, so that no program
   * becomes root through it.
   *
   * @throws FaultException where the kernel does not allow it
   */
  public Registration register(Architecture guest, Path emulator)
      throws IOException, InterruptedException {
    Files.createDirectories(notes);
    boolean mounted = mount();
    String name =
        PREFIX
            + guest
            + "-"
            + ProcessHandle.current().pid()
            + "-"
            + Long.toHexString(System.nanoTime());
    Path note = notes.resolve(name);
    FileChannel channel =
        FileChannel.open(note, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      channel.write(
          ByteBuffer.wrap((mounted ? "mounted\n" : "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
      BinfmtEntry entry = BinfmtEntry.of(name, guest, emulator.toString(), "PF");
      Files.write(
          directory.resolve("register"),
          entry.registration().getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE);
      log.debug("registered {} for {}", name, guest);
      return new Registration(this, note, channel);
    } catch (IOException failed) {
      undo(note);
      channel.close();
      throw new FaultException(
          ErrorCode.EMULATION_UNAVAILABLE,
          "cannot register emulator for " + guest + " in " + directory,
          String.valueOf(failed.getMessage()),
          new Remedy.Advice(
              "Register qemu-" + guest.qemuName() + "-static with flag F on the host itself."),
          failed);
    }
  }

  /** Removes the registrations that killed runs left. */
  public void clearUp() throws IOException {
    for (Path note : list(notes)) {
      try (FileChannel channel = FileChannel.open(note, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          log.debug("clearing up {}", note);
          undo(note);
        }
      } catch (OverlappingFileLockException | NoSuchFileException inUseOrGone) {
        log.debug("{} is in use or gone", note);
      }
    }
  }

  private void undo(Path note) throws IOException {
    Path entry = directory.resolve(note.getFileName().toString());
    if (Files.exists(entry)) {
      Files.write(entry, "-1".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }
    boolean mounted = Files.exists(note) && Files.readString(note).startsWith("mounted");
    if (mounted && entries().isEmpty()) {
      mountProgram("umount", directory.toString());
    }
    Files.deleteIfExists(note);
  }

  private ImmutableList<BinfmtEntry> entries() throws IOException {
    ImmutableList.Builder<BinfmtEntry> entries = ImmutableList.builder();
    for (Path file : list(directory)) {
      String name = String.valueOf(file.getFileName());
      if (name.equals("register") || name.equals("status")) {
        continue;
      }
      try (var content = Files.newInputStream(file)) {
        String status = new String(content.readNBytes(STATUS_LIMIT), StandardCharsets.UTF_8);
        BinfmtEntry.parse(name, status).ifPresent(entries::add);
      } catch (IllegalArgumentException | NoSuchFileException unusable) {
        log.debug("binfmt_misc entry {} is unusable: {}", name, unusable.getMessage());
      }
    }
    return entries.build();
  }

  private static ImmutableList<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return ImmutableList.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted(Comparator.naturalOrder()).collect(ImmutableList.toImmutableList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean matchesPrograms(BinfmtEntry entry, Architecture guest) {
    BinfmtEntry expected = BinfmtEntry.of("expected", guest, "/", "");
    byte[] program = new byte[256];
    for (int i = 0; i < expected.magic().size(); i++) {
      program[i] = expected.magic().get(i);
    }
    boolean positionDependent = entry.matches(program);
    program[16] = 3; // ET_DYN
    return positionDependent && entry.matches(program);
  }

  private static boolean isUsable(Path interpreter, Architecture host) throws IOException {
    // With flag F the kernel holds the interpreter open; where it was registered from a container
    // this path does not exist here.
    return !Files.exists(interpreter) || StaticElf.is(interpreter, host);
  }

  private boolean mount() throws IOException {
    if (Files.exists(directory.resolve("register"))) {
      return false;
    }
    mountProgram("mount", "-t", "binfmt_misc", "binfmt_misc", directory.toString());
    return true;
  }

  private static void mountProgram(String... argv) throws IOException {
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readNBytes(1024), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new FaultException(
            ErrorCode.EMULATION_UNAVAILABLE,
            "cannot " + String.join(" ", argv),
            output.strip(),
            new Remedy.Advice(
                "Load the kernel module binfmt_misc and mount it at /proc/sys/fs/binfmt_misc."));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + argv[0], e);
    } finally {
      process.destroyForcibly();
    }
  }
}
