package org.cmimage.sources.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.core.SearchPath;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * Verifies signatures with gpgv, in an environment of its own: the user's configuration and
 * keyrings have no effect. Thread-safe.
 */
public final class Gpgv {
  private static final int MAX_STATUS = 1 << 20;
  private static final long LIMIT_SECONDS = 60;

  private final Path program;

  /** Creates a verifier with the program at a path. */
  public Gpgv(Path program) {
    this.program = program;
  }

  /**
   * Creates a verifier with the first program found.
   *
   * @param searchPath directories separated by colons
   * @throws FaultException {@link ErrorCode#PROGRAM_MISSING} if none has it
   */
  public static Gpgv find(String searchPath) throws FaultException {
    return SearchPath.parse(searchPath)
        .find("gpgv", "gpgv2")
        .map(Gpgv::new)
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.PROGRAM_MISSING,
                    "cannot verify signatures",
                    "there is no gpgv in " + searchPath,
                    new Remedy.InstallProgram("gpgv", List.of("gpgv", "gnupg2", "gpg2"))));
  }

  /**
   * Returns a text that is signed with a key of the keyrings.
   *
   * @param keyrings binary ones
   * @param what names the text in messages
   * @throws FaultException {@link ErrorCode#SIGNATURE_INVALID} with the reason why the signature is
   *     not accepted
   */
  public VerifiedText verify(SignedText signed, List<Path> keyrings, String what)
      throws IOException, InterruptedException {
    return verify(signed, keyrings.stream().map(Keyring::of).toList(), Set.of(), what);
  }

  /**
   * Returns a text that is signed with one of some keys.
   *
   * @param signers fingerprints, in upper case, of the accepted keys; {@code !} after one excludes
   *     its subkeys; empty for all of the keyrings
   * @param what names the text in messages
   * @throws FaultException as {@link #verify(SignedText, List, String)}
   */
  public VerifiedText verify(
      SignedText signed, List<Keyring> keyrings, Set<String> signers, String what)
      throws IOException, InterruptedException {
    Examined examined = examine(signed, keyrings);
    examined.status().requireValid(what, keyrings, signers);
    return examined.verified();
  }

  /**
   * Returns a text that is signed with a key of the keyrings; empty if all its signatures are by
   * unknown keys, which proves nothing.
   *
   * @param what names the text in messages
   * @throws FaultException as {@link #verify(SignedText, List, String)}, if a signature by a known
   *     key is invalid
   */
  public Optional<VerifiedText> verifyIfKnown(
      SignedText signed, List<Keyring> keyrings, String what)
      throws IOException, InterruptedException {
    Examined examined = examine(signed, keyrings);
    if (examined.status().isByUnknownKeysOnly()) {
      return Optional.empty();
    }
    examined.status().requireValid(what, keyrings, Set.of());
    return Optional.of(examined.verified());
  }

  /** The output of gpgv, which still has to be judged. */
  private record Examined(SignatureStatus status, byte[] text) {
    VerifiedText verified() {
      return new VerifiedText(text, status.signers());
    }
  }

  private Examined examine(SignedText signed, List<Keyring> keyrings)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("cm-image-gpgv");
    try {
      List<String> argv =
          new ArrayList<>(List.of(program.toString(), "--homedir", directory.toString()));
      argv.addAll(
          List.of("--weak-digest", "SHA1", "--weak-digest", "RIPEMD160", "--status-fd", "1"));
      for (Keyring keyring : keyrings) {
        argv.addAll(List.of("--keyring", keyring.file().toAbsolutePath().toString()));
      }
      Path text = Files.write(directory.resolve("text"), signed.text());
      Path output = directory.resolve("output");
      if (signed.signature().isPresent()) {
        argv.add(Files.write(directory.resolve("signature"), signed.signature().get()).toString());
        output = text;
      } else {
        argv.addAll(List.of("--output", output.toString()));
      }
      argv.add(text.toString());
      SignatureStatus status = new SignatureStatus(run(argv, directory));
      return new Examined(status, Files.exists(output) ? Files.readAllBytes(output) : new byte[0]);
    } finally {
      deleteAll(directory);
    }
  }

  private static String run(List<String> argv, Path directory)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("LC_ALL", "C", "PATH", "/usr/bin:/bin", "HOME", directory.toString()));
    builder.directory(directory.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectOutput(directory.resolve("status").toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "cannot verify a signature: gpgv took more than " + LIMIT_SECONDS + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    try (InputStream status = Files.newInputStream(directory.resolve("status"))) {
      return new String(status.readNBytes(MAX_STATUS), StandardCharsets.UTF_8);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }
}
