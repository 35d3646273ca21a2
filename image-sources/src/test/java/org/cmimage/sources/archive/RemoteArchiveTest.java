package org.cmimage.sources.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.tar.TarFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteArchiveTest {
  private static final int LARGE = 64 << 20;

  private final AtomicLong sent = new AtomicLong();
  private byte[] archive = new byte[0];
  private long announced;
  private HttpServer server;

  RemoteArchiveTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.createContext("/image.tar", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", "" + announced);
    }
    exchange.sendResponseHeaders(200, head ? -1 : announced);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int at = 0; !head && at < archive.length; at += 1 << 16) {
        int length = Math.min(1 << 16, archive.length - at);
        out.write(archive, at, length);
        sent.addAndGet(length);
      }
    }
  }

  private ImageArchive find(byte[] content, long size) throws IOException {
    archive = content;
    announced = size;
    return ImageArchive.find(
        "http://"
            + InetAddress.getLoopbackAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort()
            + "/image.tar",
        Decompressor.inProcess(),
        false,
        Optional.empty());
  }

  @Test
  void aRemoteOneIsReadAsAStream() throws IOException {
    byte[] noise = new byte[3_000_000];
    new Random(1).nextBytes(noise);
    byte[] content = new TarFixture().file("a", noise).file("b", new byte[10]).end();
    ImageArchive found = find(content, content.length);
    assertThat(found.file().size()).hasValue((long) content.length);
    assertThat(found.file().fileName()).isEqualTo("image.tar");
    List<String> paths = new ArrayList<>();
    found.readEntries(
        Use.ALL_CONTENT, (entry, names, data) -> paths.add(entry.path() + " " + data.read()));
    assertThat(paths).containsExactly("/a " + (noise[0] & 0xff), "/b 0");
  }

  @Test
  void findingOneDoesNotReadAllOfIt() throws IOException {
    byte[] content = new TarFixture().file("a", new byte[LARGE]).end();
    ImageArchive found = find(content, content.length);
    assertThat(sent.get()).isLessThan(LARGE / 2);
    sent.set(0);
    IOException stop = new IOException("stop");
    IOException thrown =
        catchThrowableOfType(
            IOException.class,
            () ->
                found.readEntries(
                    Use.ALL_CONTENT,
                    (entry, names, data) -> {
                      throw stop;
                    }));
    assertThat(thrown).isSameAs(stop);
    assertThat(sent.get()).isLessThan(LARGE);
  }

  @Test
  void aConnectionThatEndsEarlyIsTold() throws IOException {
    byte[] content = new TarFixture().file("a", new byte[300_000]).cut();
    ImageArchive found = find(content, content.length + 5000);
    FaultException fault =
        catchThrowableOfType(
            FaultException.class,
            () -> found.readEntries(Use.ALL_CONTENT, (entry, names, data) -> {}));
    assertThat(fault.code()).isIn(ErrorCode.MIRROR_UNREACHABLE, ErrorCode.SOURCE_CORRUPT);
    assertThat(fault).hasMessageContaining("/image.tar: ");
  }
}
