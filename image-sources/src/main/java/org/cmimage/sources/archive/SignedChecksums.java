package org.cmimage.sources.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.archive.entries.ArchiveFault;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.SignedText;

/**
 * A list of SHA-256 digests in the format of sha256sum(1), also with {@code --tag}, and its
 * signature: inline, or in a file beside it with the suffix {@code .sign}, {@code .gpg}, {@code
 * .asc} or {@code .sig}. The list is rejected without a valid signature.
 */
final class SignedChecksums {
  private static final List<String> SIGNATURES = List.of(".sign", ".gpg", ".asc", ".sig");
  private static final String CLEAR_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final int LIST_LIMIT = 4 << 20;
  private static final int SIGNATURE_LIMIT = 1 << 20;

  private static final Pattern PLAIN = Pattern.compile("([0-9a-fA-F]{64}) [ *](.+)");
  private static final Pattern TAGGED = Pattern.compile("SHA256 \\((.+)\\) ?= ?([0-9a-fA-F]{64})");

  private final String location;
  private final String text;

  private SignedChecksums(String location, String text) {
    this.location = location;
    this.text = text;
  }

  /**
   * Reads and verifies a list.
   *
   * @param location a path or URL
   * @param directory the directory for the administrator's keyrings
   * @throws FaultException with {@link ErrorCode#SIGNATURE_INVALID} unless it is signed with a key
   *     of the keyrings
   */
  static SignedChecksums read(String location, Gpgv gpgv, List<Path> keyrings, Path directory)
      throws IOException, InterruptedException {
    try {
      byte[] text = VfsLocation.read(location, LIST_LIMIT);
      boolean clearSigned =
          new String(text, StandardCharsets.ISO_8859_1).stripLeading().startsWith(CLEAR_SIGNED);
      Optional<byte[]> signature = clearSigned ? Optional.empty() : signature(location);
      String shown = VfsLocation.shown(location);
      byte[] verified = gpgv.verify(new SignedText(text, signature), keyrings, shown).text();
      return new SignedChecksums(shown, new String(verified, StandardCharsets.UTF_8));
    } catch (FaultException e) {
      throw e.remedy() instanceof Remedy.ProvideKeyring
          ? new FaultException(
              e.fault().withRemedy(new Remedy.ProvideKeyring(directory.resolve("images.gpg"))), e)
          : ArchiveFault.withoutMirror(e);
    }
  }

  private static Optional<byte[]> signature(String location) throws IOException {
    for (String suffix : SIGNATURES) {
      Optional<byte[]> signature = VfsLocation.readIfThere(location + suffix, SIGNATURE_LIMIT);
      if (signature.isPresent()) {
        return signature;
      }
    }
    throw new FaultException(
        ErrorCode.SIGNATURE_INVALID,
        "cannot trust " + VfsLocation.shown(location),
        "it is not signed; there is no signature in it, and no file of its name with "
            + String.join(", ", SIGNATURES)
            + " beside it",
        new Remedy.Advice(
            "compare the archive's digest with its vendor's and give it by --sha256, one component"
                + " at a time"));
  }

  /**
   * Returns the SHA-256 digest of a file, in lower-case hexadecimal.
   *
   * @param fileName the name without directories; directories in the list are ignored
   * @throws FaultException if the list has none, or two
   */
  String of(String fileName) throws FaultException {
    Set<String> digests = new LinkedHashSet<>();
    for (String line : text.split("\r?\n")) {
      Matcher plain = PLAIN.matcher(line);
      Matcher tagged = TAGGED.matcher(line);
      if (plain.matches() && isName(plain.group(2), fileName)) {
        digests.add(plain.group(1).toLowerCase(Locale.ROOT));
      } else if (tagged.matches() && isName(tagged.group(1), fileName)) {
        digests.add(tagged.group(2).toLowerCase(Locale.ROOT));
      }
    }
    if (digests.size() != 1) {
      throw new FaultException(
          ErrorCode.CHECKSUM_MISMATCH,
          "cannot verify " + fileName,
          location + (digests.isEmpty() ? " does not list it" : " lists it with different digests"),
          new Remedy.None());
    }
    return digests.iterator().next();
  }

  private static boolean isName(String listed, String fileName) {
    return listed.substring(listed.lastIndexOf('/') + 1).equals(fileName);
  }
}
