package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.ControlData;

/**
 * The text of {@code var/lib/dpkg/status}, into which paragraphs are inserted; the others remain
 * unchanged, byte for byte. Not thread-safe.
 */
final class StatusFile {
  private static final String NAME = "Package";
  private static final String ARCHITECTURE = "Architecture";

  private final List<Paragraph> paragraphs = new ArrayList<>();

  private StatusFile() {}

  /** One package; the order is that of dpkg. */
  private record Paragraph(String name, String architecture, String text)
      implements Comparable<Paragraph> {
    static Paragraph of(ControlStanza stanza, byte[] content) {
      String text = new String(stanza.bytesIn(content), StandardCharsets.ISO_8859_1);
      return new Paragraph(
          stanza.get(NAME).orElse(""),
          stanza.get(ARCHITECTURE).orElse(""),
          text.endsWith("\n") ? text : text + "\n");
    }

    @Override
    public int compareTo(Paragraph other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : architecture.compareTo(other.architecture);
    }
  }

  static StatusFile parse(byte[] content) throws IOException {
    StatusFile file = new StatusFile();
    for (ControlStanza stanza : ControlData.lenient(content, NAME, ARCHITECTURE)) {
      file.paragraphs.add(Paragraph.of(stanza, content));
    }
    return file;
  }

  /** Inserts a paragraph where dpkg would, replacing one for the same package. */
  void put(String stanza) throws IOException {
    for (Paragraph added : parse(stanza.getBytes(StandardCharsets.UTF_8)).paragraphs) {
      put(added);
    }
  }

  private void put(Paragraph added) {
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
