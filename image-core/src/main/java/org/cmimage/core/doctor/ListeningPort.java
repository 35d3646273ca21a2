package org.cmimage.core.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A port of this machine that a server may wait at, as the kernel's tables of sockets have it
 * (proc(5), /proc/net/tcp and /proc/net/udp).
 *
 * @param protocol the transport
 * @param number the port's number
 */
record ListeningPort(Protocol protocol, int number) {
  /** The transports. */
  enum Protocol {
    /** Any socket that has the port. */
    UDP("udp", "[0-9A-F]{2}"),
    /** A socket that listens (TCP_LISTEN). */
    TCP("tcp", "0A");

    private final String table;
    private final String state;

    Protocol(String table, String state) {
      this.table = table;
      this.state = state;
    }
  }

  /** Returns whether a program of this machine waits there, at whatever address. */
  boolean isOpen() {
    String port = String.format("%04X", number);
    Pattern line =
        Pattern.compile(
            " *[0-9]+: [0-9A-F]+:" + port + " [0-9A-F]+:0000 " + protocol.state + " .*");
    for (String table : List.of(protocol.table, protocol.table + "6")) {
      try {
        Path file = Path.of("/proc/net", table);
        if (Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
            .anyMatch(each -> line.matcher(each).matches())) {
          return true;
        }
      } catch (IOException none) {
        continue; // a kernel without this family has no table of it
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return protocol + " port " + number;
  }
}
