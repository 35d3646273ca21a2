package org.cmimage.sources.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with an unverified signature.
 *
 * @param text including the signature if there is no detached one
 * @param signature the detached signature
 */
public record SignedText(byte[] text, Optional<byte[]> signature) {
  /** The cleartext signature framework (RFC 9580, 7): headers, an empty line, text, signature. */
  private static final Pattern CLEARTEXT =
      Pattern.compile(
          "\\A-----BEGIN PGP SIGNED MESSAGE-----\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n(.*?)"
              + "\\r?\\n-----BEGIN PGP SIGNATURE-----",
          Pattern.DOTALL);

  /** Returns whether there is a signature, good or bad. */
  public boolean isSigned() {
    return signature.isPresent() || cleartext().find();
  }

  /** Returns the text alone, without verification. */
  public byte[] unverified() {
    Matcher signed = cleartext();
    if (signature.isPresent() || !signed.find()) {
      return text.clone();
    }
    String plain = signed.group(1).replaceAll("(?m)^- ", "") + "\n";
    return plain.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Matcher cleartext() {
    return CLEARTEXT.matcher(new String(text, StandardCharsets.ISO_8859_1));
  }
}
