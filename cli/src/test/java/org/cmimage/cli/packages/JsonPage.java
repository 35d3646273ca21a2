package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/JSON.md}, and what of them was seen in real output. */
final class JsonPage {
  private static final Path FILE = Path.of("../docs/JSON.md");
  private static final Pattern SECTION = Pattern.compile("## (.*)");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([a-z0-9_.\\[\\]]+)` \\| ([A-Za-z ]+) \\| .* \\|( (?<absent>.+) | ?)\\|");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]*");

  /** What a row says of a key; a list's element has the list's path and {@code []}. */
  private record Row(String type, boolean optional) {}

  private final Map<String, Map<String, Row>> sections = new LinkedHashMap<>();
  private final Set<String> seen = new TreeSet<>();

  private JsonPage() {}

  static JsonPage read() throws IOException {
    return parse(Files.readString(FILE));
  }

  static JsonPage parse(String text) {
    JsonPage page = new JsonPage();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher section = SECTION.matcher(line);
      Matcher row = ROW.matcher(line);
      if (section.matches()) {
        rows = new LinkedHashMap<>();
        page.sections.put(section.group(1), rows);
      } else if (row.matches()) {
        Row before = rows.put(row.group(1), new Row(row.group(2), row.group("absent") != null));
        assertThat(before).as("twice: " + line).isNull();
      }
    }
    page.sections.values().removeIf(Map::isEmpty);
    return page;
  }

  /** Returns the keys that no output had, each after its section. */
  Set<String> unseen() {
    Set<String> unseen = new TreeSet<>();
    sections.forEach((name, rows) -> rows.keySet().forEach(key -> unseen.add(name + ": " + key)));
    unseen.removeAll(seen);
    return unseen;
  }

  /** Holds a document, or every object of a list of them, against a section. */
  void check(String section, String json) throws IOException {
    assertThat(sections).as("sections of " + FILE).containsKey(section);
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          checkObject(section, "", parser);
        }
      } else {
        checkObject(section, "", parser);
      }
      assertThat(parser.nextToken()).as(json).isNull();
    }
  }

  private void checkObject(String section, String path, JsonParser parser) throws IOException {
    assertThat(parser.currentToken()).as(section + " " + path).isEqualTo(JsonToken.START_OBJECT);
    Set<String> found = new LinkedHashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = path + parser.currentName();
      assertThat(parser.currentName()).matches(KEY);
      assertThat(sections.get(section)).as("keys of \"" + section + "\"").containsKey(key);
      parser.nextToken();
      checkValue(section, key, sections.get(section).get(key).type(), parser);
      assertThat(found.add(key)).as("once: " + key).isTrue();
      seen.add(section + ": " + key);
    }
    sections
        .get(section)
        .forEach(
            (key, row) -> {
              boolean isHere =
                  key.startsWith(path) && KEY.matcher(key.substring(path.length())).matches();
              if (isHere && !row.optional()) {
                assertThat(found).as("always in \"" + section + "\"").contains(key);
              }
            });
  }

  private void checkValue(String section, String key, String type, JsonParser parser)
      throws IOException {
    JsonToken token = parser.currentToken();
    String where = section + ": " + key + ", " + type;
    switch (type) {
      case "text" -> assertThat(token).as(where).isEqualTo(JsonToken.VALUE_STRING);
      case "time" -> {
        assertThat(parser.getText()).as(where).endsWith("Z");
        assertThat(Instant.parse(parser.getText())).as(where).isNotNull();
      }
      case "integer" -> assertThat(token).as(where).isEqualTo(JsonToken.VALUE_NUMBER_INT);
      case "number" -> assertThat(token.isNumeric()).as(where).isTrue();
      case "boolean" -> assertThat(token.isBoolean()).as(where).isTrue();
      case "list of text" -> {
        assertThat(token).as(where).isEqualTo(JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          checkValue(section, key, "text", parser);
        }
      }
      case "list of objects" -> {
        assertThat(token).as(where).isEqualTo(JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          checkObject(section, key + "[].", parser);
        }
      }
      case "object" -> checkObject(section, key + ".", parser);
      case "object of text" -> checkData(section, key, "text", parser);
      case "object of integers" -> checkData(section, key, "integer", parser);
      case "object of lists of text" -> checkData(section, key, "list of text", parser);
      default -> checkObject(type.replaceFirst("as ", ""), "", parser);
    }
  }

  /** An object whose keys are data. */
  private void checkData(String section, String key, String type, JsonParser parser)
      throws IOException {
    assertThat(parser.currentToken()).as(key).isEqualTo(JsonToken.START_OBJECT);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      parser.nextToken();
      checkValue(section, key, type, parser);
    }
  }
}
