package org.cmimage.qemu.guest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A splitter of a program's output into lines, which keeps the last ones. */
final class OutputLines {
  /** The length in bytes at which a longer line is split. */
  static final int LINE_LIMIT = 8192;

  static final int TAIL = 40;

  private final Consumer<String> output;
  private final Deque<String> tail = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  OutputLines(Consumer<String> output) {
    this.output = output;
  }

  void accept(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '\n') {
        emit();
        continue;
      }
      if (line.size() >= LINE_LIMIT && (b & 0xc0) != 0x80) {
        emit(); // never inside a UTF-8 character, which has at most three continuation bytes
      }
      if (line.size() < LINE_LIMIT + 3) {
        line.write(b);
      }
    }
  }

  /** Ends the output, and returns the last lines, an unfinished one included. */
  List<String> finish() {
    if (line.size() > 0) {
      emit();
    }
    return List.copyOf(tail);
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (tail.size() == TAIL) {
      tail.removeFirst();
    }
    tail.addLast(text);
    output.accept(text);
  }
}
