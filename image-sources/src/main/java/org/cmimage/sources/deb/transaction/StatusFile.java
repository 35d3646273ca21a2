package org.cmimage.sources.deb.transaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of {@code var/lib/dpkg/status}, into which paragraphs are inserted; the others remain
 * unchanged, byte for byte. Not thread-safe.
 */
final class StatusFile {
  private static final Pattern NAME = Pattern.compile("(?m)^Package:[ \t]*(\\S*)");
  private static final Pattern ARCHITECTURE = Pattern.compile("(?m)^Architecture:[ \t]*(\\S*)");

  private final List<Paragraph> paragraphs = new ArrayList<>();

  private StatusFile() {}

  /** One package; the order is that of dpkg. */
  private record Paragraph(String name, String architecture, String text)
      implements Comparable<Paragraph> {
    static Paragraph of(String text) {
      return new Paragraph(word(NAME, text), word(ARCHITECTURE, text), text);
    }

    private static String word(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public int compareTo(Paragraph other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : architecture.compareTo(other.architecture);
    }
  }

  static StatusFile parse(byte[] content) {
    StatusFile file = new StatusFile();
    String text = new String(content, StandardCharsets.ISO_8859_1);
    for (String paragraph : text.split("\n(?:[ \t]*\n)+")) {
      String own = paragraph.replaceFirst("^\n+", "");
      if (!own.isBlank()) {
        file.paragraphs.add(Paragraph.of(own.endsWith("\n") ? own : own + "\n"));
      }
    }
    return file;
  }

  /** Inserts a paragraph where dpkg would, replacing one for the same package. */
  void put(String stanza) {
    String text = new String(stanza.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Paragraph added = Paragraph.of(text);
    int place = 0;
    while (place < paragraphs.size() && paragraphs.get(place).compareTo(added) < 0) {
      place++;
    }
    if (place < paragraphs.size() && paragraphs.get(place).compareTo(added) == 0) {
      paragraphs.set(place, added);
    } else {
      paragraphs.add(place, added);
    }
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    paragraphs.forEach(each -> text.append(each.text).append('\n'));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
