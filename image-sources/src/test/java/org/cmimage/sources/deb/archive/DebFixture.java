package org.cmimage.sources.deb.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;

/** Writes small packages. */
public final class DebFixture {
  private final Map<String, String> control = new LinkedHashMap<>();
  private final TarFixture data =
      new TarFixture().header(new Header("./", '5').text(100, "0000755"));

  /** Creates a package with the fields that every one has, and further ones as text. */
  public DebFixture(String name, String architecture, String fields) {
    this(name, architecture, fields, "1.0-1");
  }

  /** Creates a package with a version. */
  public DebFixture(String name, String architecture, String fields, String version) {
    control.put(
        "control",
        "Package: "
            + name
            + "\nVersion: "
            + version
            + "\nArchitecture: "
            + architecture
            + "\nMaintainer: Test <t@example.org>\n"
            + fields
            + "Description: test\n of a package\n");
  }

  public DebFixture member(String name, String content) {
    control.put(name, content);
    return this;
  }

  public DebFixture file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  public DebFixture file(String path, byte[] content) {
    data.file("." + path, content);
    return this;
  }

  public DebFixture directory(String path, String mode) {
    return entry(new Header("." + path + "/", '5').text(100, mode));
  }

  public DebFixture symlink(String path, String target) {
    return entry(new Header("." + path, '2').text(157, target));
  }

  public DebFixture hardLink(String path, String target) {
    return entry(new Header("." + path, '1').text(157, "." + target));
  }

  public DebFixture entry(Header header) {
    data.header(header);
    return this;
  }

  /** Writes the package with gzip members. */
  public Path write(Path file) throws IOException {
    TarFixture members = new TarFixture().header(new Header("./", '5').text(100, "0000755"));
    control.forEach(
        (name, text) -> members.file("./" + name, text.getBytes(StandardCharsets.UTF_8)));
    return Files.write(
        file,
        ar(
            "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII),
            "control.tar.gz", gzip(members.end()),
            "data.tar.gz", gzip(data.end())));
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** Returns an ar archive of alternating names and contents. */
  static byte[] ar(Object... namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < namesAndContents.length; i += 2) {
      byte[] content = (byte[]) namesAndContents[i + 1];
      String header =
          String.format(
              "%-16s%-12d%-6d%-6d%-8s%-10d`\n",
              namesAndContents[i], 0, 0, 0, "100644", content.length);
      bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
      bytes.writeBytes(content);
      if (content.length % 2 != 0) {
        bytes.write('\n');
      }
    }
    return bytes.toByteArray();
  }
}
