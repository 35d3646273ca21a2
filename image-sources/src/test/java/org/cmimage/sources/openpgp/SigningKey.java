package org.cmimage.sources.openpgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A key in a gpg home of its own, for signing test data. */
public final class SigningKey {
  private final Path home;
  private final Path keyring;

  /**
   * Makes a key.
   *
   * @param expiry in gpg's syntax: {@code never}, or seconds such as {@code seconds=1}
   */
  public SigningKey(Path home, String expiry) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/gpg")), "gpg signs test data, and is not installed");
    this.home = Files.createDirectories(home);
    this.keyring = home.resolve("public.gpg");
    gpg("--quick-gen-key", "archive@mirror.invalid", "ed25519", "sign", expiry);
    gpg("--output", keyring.toString(), "--export");
  }

  /** Adds a subkey, which signs from now on. */
  public void addSubkey() throws IOException, InterruptedException {
    gpg("--quick-add-key", fingerprints().get(0), "ed25519", "sign", "never");
    gpg("--output", keyring.toString(), "--export");
  }

  /** Returns the fingerprints of the primary key and of its subkeys. */
  public List<String> fingerprints() throws IOException, InterruptedException {
    Path list = home.resolve("list");
    Process process =
        new ProcessBuilder(
                "/usr/bin/gpg", "--homedir", home.toString(), "--with-colons", "--list-keys")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(list.toFile())
            .start();
    process.waitFor();
    return Files.readAllLines(list).stream()
        .filter(line -> line.startsWith("fpr:"))
        .map(line -> line.split(":")[9])
        .toList();
  }

  /** Returns its public half, in the format of gpgv. */
  public Path keyring() {
    return keyring;
  }

  /** Returns the text with its signature around it. */
  public byte[] clearsign(String text) throws IOException, InterruptedException {
    return sign(text, "--clearsign");
  }

  /** Returns the signature alone. */
  public byte[] detached(String text) throws IOException, InterruptedException {
    return sign(text, "--detach-sign");
  }

  private byte[] sign(String text, String how) throws IOException, InterruptedException {
    Path in = Files.writeString(home.resolve("in"), text);
    Path out = home.resolve("out");
    Files.deleteIfExists(out);
    gpg("--output", out.toString(), how, in.toString());
    return Files.readAllBytes(out);
  }

  private void gpg(String... arguments) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("/usr/bin/gpg", "--batch", "--quiet", "--yes"));
    argv.addAll(
        List.of("--homedir", home.toString(), "--pinentry-mode", "loopback", "--passphrase", ""));
    argv.addAll(List.of(arguments));
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(argv + ": " + output);
    }
  }
}
