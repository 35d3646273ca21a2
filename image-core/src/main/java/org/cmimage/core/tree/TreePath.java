package org.cmimage.core.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path inside an image tree: bytes as in Linux, relative to the tree's root, without empty,
 * {@code .} or {@code ..} components. Links on the way are not resolved; the code that opens the
 * path has to keep them below the root.
 *
 * <p>Equality, hash and order are those of the unsigned bytes. Immutable.
 */
public final class TreePath implements Comparable<TreePath> {
  /** The tree's root. */
  public static final TreePath ROOT = new TreePath(new byte[0]);

  private final byte[] bytes;

  private TreePath(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Parses a path as archives spell it: leading {@code /} and {@code ./}, doubled and trailing
   * slashes are dropped.
   *
   * @throws IllegalArgumentException for a {@code ..} component or a NUL byte
   */
  public static TreePath of(byte[] path) {
    byte[] out = new byte[path.length];
    int length = 0;
    for (int start = 0; start < path.length; ) {
      int end = start;
      while (end < path.length && path[end] != '/') {
        if (path[end] == 0) {
          throw new IllegalArgumentException("NUL byte in path: " + printable(path));
        }
        end++;
      }
      int size = end - start;
      boolean dot = size == 1 && path[start] == '.';
      if (size == 2 && path[start] == '.' && path[start + 1] == '.') {
        throw new IllegalArgumentException("path has \"..\" in it: " + printable(path));
      }
      if (size > 0 && !dot) {
        if (length > 0) {
          out[length++] = '/';
        }
        System.arraycopy(path, start, out, length, size);
        length += size;
      }
      start = end + 1;
    }
    return length == 0 ? ROOT : new TreePath(Arrays.copyOf(out, length));
  }

  /** Parses a path given as text, encoded in UTF-8. */
  public static TreePath of(String path) {
    return of(path.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the components of a host path, made absolute and normalised, as a path below {@code /}.
   * Keeps the bytes of a name that the locale cannot express, unlike {@code Path.toString}.
   */
  public static TreePath ofHost(Path path) {
    String escaped = path.toAbsolutePath().normalize().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    return of(bytes.toByteArray());
  }

  /** Returns a copy of the bytes, without a leading slash; empty for the root. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns whether this is the tree's root. */
  public boolean isRoot() {
    return bytes.length == 0;
  }

  /** Returns the path of the directory that holds this entry; the root's parent is the root. */
  public TreePath parent() {
    int slash = lastSlash();
    return slash < 0 ? ROOT : new TreePath(Arrays.copyOf(bytes, slash));
  }

  /** Returns the last component; empty for the root. */
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  /** Returns the length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Returns the number of components. */
  public int depth() {
    int depth = isRoot() ? 0 : 1;
    for (byte b : bytes) {
      depth += b == '/' ? 1 : 0;
    }
    return depth;
  }

  /** Returns the components from the root down. */
  public List<byte[]> components() {
    List<byte[]> components = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int end = start;
      while (end < bytes.length && bytes[end] != '/') {
        end++;
      }
      components.add(Arrays.copyOfRange(bytes, start, end));
      start = end + 1;
    }
    return components;
  }

  /** Returns the path of the entry {@code name} in this directory. */
  public TreePath resolve(byte[] name) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
    joined[bytes.length] = '/';
    System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
    return of(joined);
  }

  /** Returns the path of the entry {@code name}, encoded in UTF-8, in this directory. */
  public TreePath resolve(String name) {
    return resolve(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether this is {@code ancestor} or below it. */
  public boolean startsWith(TreePath ancestor) {
    int length = ancestor.bytes.length;
    return length == 0
        || bytes.length >= length
            && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)
            && (bytes.length == length || bytes[length] == '/');
  }

  private int lastSlash() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int compareTo(TreePath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreePath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * Returns the text for messages: {@code /} and the path, with control characters and invalid
   * UTF-8 as {@code \xNN}.
   */
  @Override
  public String toString() {
    return "/" + printable(bytes);
  }

  /** Returns whether all bytes are ASCII that needs no escape, as in nearly every name. */
  private static boolean isPlain(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' || b == 0x7f || b == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Returns a text for messages, without control characters, as {@link #printable(byte[])}. */
  public static String printable(String text) {
    return printable(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns bytes, such as those of a name, as text for messages, with control characters and
   * invalid UTF-8 as {@code \xNN}.
   */
  public static String printable(byte[] bytes) {
    if (isPlain(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\')) {
        return text;
      }
    } catch (CharacterCodingException notUtf8) {
      // falls through to the escaped form, which is meant for exactly this
    }
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      boolean plain = b > ' ' - 1 && b < 0x7f && b != '\\';
      escaped.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b));
    }
    return escaped.toString();
  }
}
