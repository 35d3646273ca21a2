package org.cmimage.qemu.emulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.core.guest.StaticElf;
import org.cmimage.model.Architecture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The choice of the QEMU user emulator for an architecture's programs, and its settings. */
public final class EmulatorChoice {
  private static final Logger log = LoggerFactory.getLogger(EmulatorChoice.class);

  /**
   * The first version that reads from the kernel whether argv[0] was preserved ({@code
   * AT_FLAGS_PRESERVE_ARGV0}).
   */
  private static final int OLDEST_MAJOR_VERSION = 6;

  private static final Pattern VERSION = Pattern.compile("version (\\d{1,4})\\.");

  private final Architecture host;
  private final ImmutableList<Path> directories;
  private final ProgramSource programs;

  /**
   * Makes a choice between installed and downloaded emulators.
   *
   * @param directories searched for an installed emulator
   * @param programs asked where none of them has a suitable one
   */
  public EmulatorChoice(Architecture host, Iterable<Path> directories, ProgramSource programs) {
    this.host = host;
    this.directories = ImmutableList.copyOf(directories);
    this.programs = programs;
  }

  /**
   * Returns the emulator to use.
   *
   * @param offline whether none may be downloaded
   */
  public Path choose(Architecture guest, boolean offline) throws IOException, InterruptedException {
    Optional<Path> installed = installed(guest);
    Path emulator =
        installed.isPresent() ? installed.get() : programs.emulator(host, guest, offline);
    log.debug("{} programs run under {}", guest, emulator);
    return emulator;
  }

  /**
   * Returns the environment with the emulator's settings, which it reads from every program's
   * environment.
   *
   * @param model a CPU model as in {@link CpuModels}
   * @param kernelRelease the output of {@code uname -r}; empty for the host's
   */
  public static ImmutableMap<String, String> environment(String model, String kernelRelease) {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    if (!model.equals(CpuModels.DEFAULT)) {
      variables.put("QEMU_CPU", model);
    }
    if (!kernelRelease.isEmpty()) {
      variables.put("QEMU_UNAME", kernelRelease);
    }
    return variables.build();
  }

  private Optional<Path> installed(Architecture guest) throws IOException, InterruptedException {
    for (Path directory : directories) {
      for (String suffix : new String[] {"-static", ""}) {
        Path file = directory.resolve("qemu-" + guest.qemuName() + suffix);
        if (Files.isExecutable(file) && StaticElf.is(file, host) && isRecent(file)) {
          return Optional.of(file.toRealPath());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isRecent(Path emulator) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(emulator.toString(), "--version")
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      byte[] output = process.getInputStream().readNBytes(1024);
      Matcher version = VERSION.matcher(new String(output, StandardCharsets.UTF_8));
      boolean recent = version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MAJOR_VERSION;
      return process.waitFor(10, TimeUnit.SECONDS) && recent;
    } finally {
      process.destroyForcibly();
    }
  }
}
