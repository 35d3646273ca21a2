package org.cmimage.cli.shell.command.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.cli.shell.command.Console;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextValuesTest {
  private static final Property DISK_SETUP = EntityType.CATEGORY.schema().property("disksetup");
  private static final Property NOTES = EntityType.CATEGORY.schema().property("notes");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"layout.xml", "with blanks.xml", "ü.xml"})
  void aFileStandsForItsContentToTheByte(String name) throws Exception {
    Path file = write(name, "<diskSetup>\n\t<device/>\n</diskSetup>\n\n");
    assertThat(value(DISK_SETUP, file.toString())).isEqualTo(Files.readString(file));
    assertThat(value(NOTES, file.toString())).isEqualTo(Files.readString(file));
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    assertThat(value(DISK_SETUP, relative.toString())).isEqualTo(Files.readString(file));
  }

  @Test
  void anEmptyFileIsAnEmptyValue() throws Exception {
    assertThat(value(DISK_SETUP, write("empty", "").toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<diskSetup/>", "#!/bin/sh", "- /proc/*", "+ /data", "one\ntwo", ""})
  void textItselfIsTaken(String text) throws Exception {
    assertThat(value(DISK_SETUP, text)).isEqualTo(text);
  }

  @Test
  void severalWordsAreText() throws Exception {
    assertThat(value(DISK_SETUP, "echo", "x")).isEqualTo("echo x");
    assertThat(value(DISK_SETUP, "echo x")).isEqualTo("echo x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nonexistent/x", "./x", "x", "~/nonexistent-file", "/proc/*"})
  void aPathToNothingIsNotTakenForText(String path) {
    assertThatThrownBy(() -> value(DISK_SETUP, path))
        .isInstanceOf(ShellException.class)
        .hasMessage("cannot set disksetup: no such file: " + path);
  }

  @Test
  void notesMayBeginAsAPathDoes() throws Exception {
    assertThat(value(NOTES, "/nonexistent/x")).isEqualTo("/nonexistent/x");
    assertThat(value(NOTES, "pom.xml")).isEqualTo("pom.xml");
    assertThat(value(NOTES, directory.toString())).isEqualTo(directory.toString());
  }

  @Test
  void whatIsNoTextIsNamed() throws Exception {
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {0x7f, 'E', 'L', 'F', 0});
    assertRefused(binary, "it is binary: it holds the byte 0x7f");
    Files.write(binary, new byte[] {'a', (byte) 0xff});
    assertRefused(binary, "it is binary, not UTF-8 text");
    assertRefused(write("dos", "a\r\n"), "its lines end in carriage returns, as on Windows");
    assertRefused(directory, "it is a directory");
    assertRefused(Path.of("/dev/zero"), "it is not a regular file");
    String most = "it is too large: a property holds at most 65536 characters";
    assertRefused(write("large", "x".repeat(ValueForm.MAX_LENGTH + 1)), most);
    assertRefused(write("larger", "x".repeat(5 * ValueForm.MAX_LENGTH)), most);
    assertThat(value(DISK_SETUP, write("most", "x".repeat(ValueForm.MAX_LENGTH)).toString()))
        .hasSize(ValueForm.MAX_LENGTH);
  }

  @Test
  void withoutATerminalThereIsNoEditor() {
    assertThatThrownBy(() -> TextValues.edited(new Typed(), DISK_SETUP, ""))
        .hasMessage("cannot edit disksetup: there is no terminal for an editor");
  }

  private static void assertRefused(Path file, String fact) {
    assertThatThrownBy(() -> value(DISK_SETUP, file.toString()))
        .isInstanceOf(ShellException.class)
        .hasMessage("cannot take the content of " + file + ": " + fact);
  }

  private Path write(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String value(Property property, String... words) throws Exception {
    return TextValues.of(new Typed(), property, List.of(words));
  }

  /** A user without a terminal. */
  private static final class Typed implements Console {
    @Override
    public void line(String text) {
      throw new AssertionError(text);
    }

    @Override
    public void error(String text) {
      throw new AssertionError(text);
    }

    @Override
    public int pipe(String command, List<String> lines) {
      throw new AssertionError(command);
    }

    @Override
    public int run(String command) {
      throw new AssertionError(command);
    }

    @Override
    public Path file(String typed) {
      return Path.of(typed.replaceFirst("^~(?=/|$)", System.getenv().getOrDefault("HOME", "/")));
    }

    @Override
    public boolean edit(Path file) {
      return false;
    }

    @Override
    public void pause(int seconds) {
      throw new AssertionError(seconds);
    }

    @Override
    public boolean isInterrupted() {
      return false;
    }
  }
}
