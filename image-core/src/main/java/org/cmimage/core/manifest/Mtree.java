package org.cmimage.core.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.rootfs.ContentDigest;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * Lines in the format of mtree(5), as read by libarchive and NetBSD: a path that begins with {@code
 * ./}, then keywords in a fixed order, with digests last. Facts without a keyword in mtree are in
 * {@code tags}, which those readers ignore: extended attributes as {@code xattr:NAME:BASE64},
 * comma-separated; and, for a file with large holes, {@code sha256-of-data:HEX} in place of a
 * digest of the whole file ({@link ContentDigest.Form#NOT_ZERO}).
 */
final class Mtree {
  static final String SIGNATURE = "#mtree";
  private static final String DIGEST = "sha256digest";
  private static final String TAG = "xattr:";
  private static final String WHOLE = " sha256digest=";
  private static final String NOT_ZERO = " tags=sha256-of-data:";

  private Mtree() {}

  /** Returns the keywords of a node except its digest. */
  static String facts(FileStatus status, byte[] target, Map<String, byte[]> xattrs) {
    StringBuilder facts = new StringBuilder(120);
    facts.append("type=").append(type(status.type())).append(" mode=0");
    facts.append(Integer.toOctalString(status.mode()));
    facts.append(" uid=").append(Integer.toUnsignedLong(status.uid()));
    facts.append(" gid=").append(Integer.toUnsignedLong(status.gid()));
    switch (status.type()) {
      case REGULAR -> facts.append(" size=").append(status.size());
      case SYMLINK -> escape(target, facts.append(" link="));
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          facts
              .append(" device=native,")
              .append(status.deviceMajor())
              .append(',')
              .append(status.deviceMinor());
      case DIRECTORY, FIFO, SOCKET -> {}
    }
    if (status.type() != NodeType.DIRECTORY && status.links() > 1) {
      facts.append(" nlink=").append(status.links());
    }
    String nanos = Integer.toString(1_000_000_000 + status.mtimeNanos());
    facts.append(" time=").append(status.mtimeSeconds()).append('.').append(nanos, 1, 10);
    char separator = '=';
    for (Map.Entry<String, byte[]> xattr : new TreeMap<>(xattrs).entrySet()) {
      facts.append(separator == '=' ? " tags=" : ",").append(TAG);
      separator = ',';
      escape(xattr.getKey().getBytes(StandardCharsets.UTF_8), facts);
      facts
          .append(':')
          .append(Base64.getEncoder().withoutPadding().encodeToString(xattr.getValue()));
    }
    return facts.toString();
  }

  /** Returns the keyword of a file's content, which ends a line. */
  static String digest(ContentDigest digest) {
    String keyword =
        switch (digest.form()) {
          case WHOLE -> WHOLE;
          case NOT_ZERO -> NOT_ZERO;
        };
    return keyword + HexFormat.of().formatHex(digest.sha256());
  }

  /** Returns the keywords of a node without that of its content. */
  static String withoutDigest(String facts) {
    int digest = Math.max(facts.indexOf(WHOLE), facts.indexOf(NOT_ZERO));
    return digest < 0 ? facts : facts.substring(0, digest);
  }

  /** Returns the form that the keyword of a file's content is of; empty where there is none. */
  static Optional<ContentDigest.Form> form(String facts) {
    return facts.contains(WHOLE)
        ? Optional.of(ContentDigest.Form.WHOLE)
        : facts.contains(NOT_ZERO) ? Optional.of(ContentDigest.Form.NOT_ZERO) : Optional.empty();
  }

  /** Returns whether a file has this size in bytes. */
  static boolean hasSize(String facts, long size) {
    return facts.contains(" size=" + size + " ");
  }

  private static String type(NodeType type) {
    return switch (type) {
      case REGULAR -> "file";
      case DIRECTORY -> "dir";
      case SYMLINK -> "link";
      case CHARACTER_DEVICE -> "char";
      case BLOCK_DEVICE -> "block";
      case FIFO -> "fifo";
      case SOCKET -> "socket";
    };
  }

  /** Returns a path as at the beginning of a line. */
  static String path(TreePath path) {
    StringBuilder text = new StringBuilder(path.length() + 2).append('.');
    if (!path.isRoot()) {
      escape(path.bytes(), text.append('/'));
    }
    return text.toString();
  }

  /**
   * Parses such a path.
   *
   * @throws IllegalArgumentException where it is malformed
   */
  static TreePath parsePath(String text) {
    if (!text.equals(".") && !text.startsWith("./")) {
      throw new IllegalArgumentException("expected a path that begins with ./");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.write(c);
      } else {
        bytes.write(Integer.parseInt(text, i + 1, Math.min(i + 4, text.length()), 8));
        i += 3;
      }
    }
    return TreePath.of(bytes.toByteArray());
  }

  /** Writes each character with a meaning in mtree, or in a line of text, as three octal digits. */
  private static void escape(byte[] bytes, StringBuilder text) {
    for (byte b : bytes) {
      boolean plain =
          b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '.' && b <= '9' || isPlainMark(b);
      if (plain) {
        text.append((char) b);
      } else {
        text.append('\\').append((char) ('0' + (b >> 6 & 3)));
        text.append((char) ('0' + (b >> 3 & 7))).append((char) ('0' + (b & 7)));
      }
    }
  }

  private static boolean isPlainMark(byte b) {
    return switch (b) {
      case '-', '_', '+', '@', '~', '%', '!', '(', ')', '{', '}', '^' -> true;
      default -> false;
    };
  }

  /** Returns the differences between two lines of keywords. */
  static List<String> differences(String expected, String found) {
    Map<String, String> wanted = keywords(expected);
    Map<String, String> there = keywords(found);
    List<String> facts = new ArrayList<>();
    wanted.forEach(
        (keyword, value) -> {
          String other = there.remove(keyword);
          if (!value.equals(other)) {
            String now = other == null ? "none" : other;
            facts.add(name(keyword) + ": expected " + value + ", found " + now);
          }
        });
    there.forEach((keyword, value) -> facts.add(name(keyword) + ": expected none, found " + value));
    return facts;
  }

  private static String name(String keyword) {
    return switch (keyword) {
      case "tags" -> "extended attributes";
      case "link" -> "target";
      case "nlink" -> "names";
      case DIGEST -> "content";
      default -> keyword;
    };
  }

  private static Map<String, String> keywords(String line) {
    Map<String, String> keywords = new LinkedHashMap<>();
    for (String word : line.split(" ")) {
      int equals = word.indexOf('=');
      if (NOT_ZERO.regionMatches(1, word, 0, NOT_ZERO.length() - 1)) {
        keywords.put(DIGEST, word.substring(equals + 1));
      } else if (equals > 0) {
        keywords.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return keywords;
  }
}
