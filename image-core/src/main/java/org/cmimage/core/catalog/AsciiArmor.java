package org.cmimage.core.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Public keys in ASCII armour, RFC 9580 clause 6.2. */
final class AsciiArmor {
  private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";

  private AsciiArmor() {}

  /**
   * Returns whether a file is text with a key block in it. A binary keyring begins with a non-ASCII
   * byte, or with zero bytes.
   */
  static boolean isArmored(byte[] content) {
    return content.length > 0
        && content[0] > 0
        && new String(content, StandardCharsets.ISO_8859_1).contains(BEGIN);
  }

  /**
   * Returns the concatenated keys of all blocks.
   *
   * @throws IllegalArgumentException where a block is truncated or is not Base64
   */
  static byte[] decode(byte[] content) {
    ByteArrayOutputStream keys = new ByteArrayOutputStream();
    List<String> block = new ArrayList<>();
    boolean inside = false;
    for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\\R", -1)) {
      String text = line.strip();
      if (text.equals(BEGIN)) {
        if (inside) {
          throw new IllegalArgumentException("a key block begins inside another");
        }
        inside = true;
        block.clear();
      } else if (text.equals(END)) {
        keys.writeBytes(body(block));
        inside = false;
      } else if (inside) {
        block.add(text);
      }
    }
    if (inside) {
      throw new IllegalArgumentException("the key block does not end");
    }
    return keys.toByteArray();
  }

  /**
   * Returns the body of a block. Headers end at the first empty line. The checksum, a line that
   * begins with '=', is optional and not to be relied on (6.1).
   */
  private static byte[] body(List<String> block) {
    int empty = block.indexOf("");
    List<String> lines = block.subList(empty + 1, block.size());
    StringBuilder base64 = new StringBuilder();
    for (String line : lines) {
      if (!line.startsWith("=")) {
        base64.append(line);
      }
    }
    return Base64.getDecoder().decode(base64.toString());
  }
}
