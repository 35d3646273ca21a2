package org.cmimage.cli.shell.command.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.cli.shell.command.Console;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Property.Trait;
import org.cmimage.model.entity.ValueForm;

/** Values of multi-line properties: typed, read from a file, or edited by the user. */
final class TextValues {
  /** The size limit of a file in bytes; a character takes at most four. */
  private static final int LONGEST = 4 * ValueForm.MAX_LENGTH;

  private TextValues() {}

  /** Returns whether a property has several lines. */
  static boolean isText(Property property) {
    return property.form() instanceof ValueForm.Text text && text.multiline();
  }

  /**
   * Returns the value for the words. One word that is a path means the content of the file. For
   * scripts and the like it has to be a path, unless the word itself is their text: with several
   * lines, or beginning as such files do.
   *
   * @throws ShellException when there is no such file, or its text is not valid for a property
   */
  static String of(Console console, Property property, List<String> words)
      throws ShellException, IOException {
    String typed = String.join(" ", words);
    if (!isText(property) || words.size() != 1 || typed.isEmpty() || typed.contains("\n")) {
      return typed;
    }
    boolean isContent = property.is(Trait.CONTENT);
    if (isContent && Stream.of("<", "#", "- ", "+ ").anyMatch(typed::startsWith)) {
      return typed;
    }
    Optional<Path> file = file(console, typed);
    boolean isThere = file.filter(Files::exists).isPresent();
    boolean isPath = Stream.of("/", "./", "../", "~").anyMatch(typed::startsWith);
    boolean isWords = !isPath && typed.contains(" ");
    if (isThere && (isContent || isPath && Files.isRegularFile(file.get()))) {
      return content(file.get());
    } else if (isContent && !isWords) {
      throw new ShellException(
          ErrorCode.INVALID_REQUEST,
          "cannot set " + property.name() + ": no such file: " + typed,
          List.of(
              "give the path of a file, or the text itself in quotes: of several lines, or"
                  + " beginning with \"<\", \"#\" or \"- \""));
    }
    return typed;
  }

  private static Optional<Path> file(Console console, String typed) {
    try {
      return Optional.of(console.file(typed));
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  /**
   * Returns the text in a file.
   *
   * @throws ShellException when it is not a regular file, too large, or not text
   */
  private static String content(Path file) throws ShellException, IOException {
    if (!Files.isRegularFile(file)) {
      String kind = Files.isDirectory(file) ? "it is a directory" : "it is not a regular file";
      throw unreadable(file, kind, List.of());
    }
    if (!Files.isReadable(file)) {
      throw unreadable(file, "permission denied", List.of());
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    }
    String text = "";
    try {
      text = bytes.length > LONGEST ? "" : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) + "";
    } catch (CharacterCodingException e) {
      throw unreadable(file, "it is binary, not UTF-8 text", List.of());
    }
    if (bytes.length > LONGEST || text.length() > ValueForm.MAX_LENGTH) {
      String most = "a property holds at most " + ValueForm.MAX_LENGTH + " characters";
      throw unreadable(file, "it is too large: " + most, List.of());
    }
    requireText(file, text);
    return text;
  }

  private static void requireText(Path file, String text) throws ShellException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        throw unreadable(
            file,
            "its lines end in carriage returns, as on Windows",
            List.of("convert it first: sed -i 's/\\r$//' " + file));
      } else if (Character.isISOControl(c) && c != '\n' && c != '\t') {
        String code = String.format(Locale.ROOT, "%02x", (int) c);
        throw unreadable(file, "it is binary: it holds the byte 0x" + code, List.of());
      }
    }
  }

  private static ShellException unreadable(Path file, String fact, List<String> cure) {
    return new ShellException(
        ErrorCode.INVALID_REQUEST, "cannot take the content of " + file + ": " + fact, cure);
  }

  /**
   * Opens a value in an editor for the user.
   *
   * @return the new value, or empty where it is unchanged
   * @throws ShellException when there is no terminal, or the result is no text
   */
  static Optional<String> edited(Console console, Property property, String value)
      throws ShellException, IOException {
    Path file = Files.createTempFile("cmsh-" + property.name() + "-", suffix(property));
    try {
      Files.writeString(file, value);
      if (!console.edit(file)) {
        throw new ShellException(
            ErrorCode.INVALID_REQUEST,
            "cannot edit " + property.name() + ": there is no terminal for an editor",
            List.of("give the value: set " + property.name() + " <file|text>"));
      }
      String text = content(file);
      boolean isSame = text.equals(value) || text.equals(value + "\n");
      return isSame ? Optional.empty() : Optional.of(text);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Returns the suffix of the file's name, by which editors choose their colouring. */
  private static String suffix(Property property) {
    if (property.name().equals("disksetup")) {
      return ".xml";
    }
    return property.name().endsWith("script") ? ".sh" : ".txt";
  }
}
