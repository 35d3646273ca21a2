package org.cmimage.sources.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.PlacedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomAccessBytesTest {
  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }

  private static String text(RandomAccessBytes bytes) throws IOException {
    return new String(bytes.stream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void fileIsReadAtAnyPosition() throws IOException {
    try (FileBytes bytes = FileBytes.open(file("0123456789"))) {
      ByteBuffer buffer = ByteBuffer.allocate(3);
      bytes.readFully(4, buffer);
      assertArrayEquals("456".getBytes(StandardCharsets.US_ASCII), buffer.array());
      assertEquals(10, bytes.size());
      assertEquals(-1, bytes.read(10, ByteBuffer.allocate(1)));
      assertThrows(FaultException.class, () -> bytes.readFully(8, ByteBuffer.allocate(3)));
    }
  }

  @Test
  void extentsAreReadInTheirOrderAcrossEmptyOnes() throws IOException {
    try (FileBytes bytes = FileBytes.open(file("0123456789"))) {
      RandomAccessBytes extents =
          new ExtentBytes(
              "parts",
              bytes,
              List.of(
                  new ByteExtent(8, 2),
                  new ByteExtent(3, 0),
                  new ByteExtent(0, 3),
                  new ByteExtent(5, 1),
                  new ByteExtent(5, 0)));
      assertEquals("890125", text(extents));
      ByteBuffer buffer = ByteBuffer.allocate(4);
      extents.readFully(1, buffer);
      assertEquals("9012", new String(buffer.array(), StandardCharsets.US_ASCII));
      assertEquals("012", text(extents.slice("slice", 2, 3)));
      assertEquals("", text(extents.slice("empty", 6, 0)));
    }
  }

  @Test
  void noPartIsBeyondTheWhole() throws IOException {
    try (FileBytes bytes = FileBytes.open(file("0123456789"))) {
      assertThrows(IllegalArgumentException.class, () -> bytes.slice("long", 8, 3));
      assertThrows(IllegalArgumentException.class, () -> bytes.slice("behind", 11, 0));
      assertThrows(IllegalArgumentException.class, () -> new ByteExtent(1, Long.MAX_VALUE));
      assertThrows(IllegalArgumentException.class, () -> new ByteExtent(-1, 1));
    }
  }

  @Test
  void fileThatBecameShorterIsAFault() throws IOException {
    Path file = file("0123456789");
    try (FileBytes bytes = FileBytes.open(file)) {
      RandomAccessBytes slice = bytes.slice("slice", 2, 8);
      Files.writeString(file, "012345");
      FaultException e = assertThrows(FaultException.class, () -> text(slice));
      assertEquals(
          "cannot read " + file + ": it ends at byte 6; expected 4 bytes more", e.getMessage());
    }
  }

  @Test
  void whatIsHeldIsReadAfterItsFileIsClosed() throws IOException {
    FileBytes bytes = FileBytes.open(file("0123456789"));
    PlacedContent content = bytes.slice("slice", 2, 6).stream();
    PlacedContent.Hold first = content.hold();
    PlacedContent.Hold second = content.hold();
    bytes.close();
    bytes.close();
    first.close();
    first.close();
    ByteBuffer buffer = ByteBuffer.allocate(9);
    assertEquals(4, second.read(2, buffer));
    assertEquals("4567", new String(buffer.array(), 0, 4, StandardCharsets.US_ASCII));
    assertEquals(-1, second.read(6, buffer));
    second.close();
    assertThrows(ClosedChannelException.class, () -> bytes.read(0, buffer));
    assertThrows(ClosedChannelException.class, content::hold);
  }

  @Test
  void aStreamGoesBackToItsMark() throws IOException {
    try (FileBytes bytes = FileBytes.open(file("0123456789"))) {
      PlacedContent content = bytes.stream();
      assertEquals(2, content.skip(2));
      content.mark(1);
      assertEquals("234", new String(content.readNBytes(3), StandardCharsets.US_ASCII));
      content.reset();
      assertEquals("23456789", new String(content.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void whoIsInterruptedIsToldSo() throws Exception {
    Path file = Files.write(Files.createTempFile("bytes", ""), new byte[10]);
    try (FileBytes bytes = FileBytes.open(file)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, () -> bytes.read(0, ByteBuffer.allocate(5)));
      assertEquals(true, Thread.interrupted());
    } finally {
      Files.delete(file);
    }
  }
}
