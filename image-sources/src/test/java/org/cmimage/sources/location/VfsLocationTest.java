package org.cmimage.sources.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VfsLocationTest {
  private static final byte[] CONTENT = "deb http://a/ s c\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void readsAFileByPathAndByUrl() throws IOException {
    Path file = Files.write(directory.resolve("a b%20#.list"), CONTENT);
    Path plain = Files.write(directory.resolve("plain.list"), CONTENT);

    assertThat(VfsLocation.read(file.toString(), 100)).isEqualTo(CONTENT);
    assertThat(VfsLocation.read(plain.toUri().toString(), 100)).isEqualTo(CONTENT);
    assertThat(VfsLocation.read("FILE://localhost" + plain, 100)).isEqualTo(CONTENT);
    Path blank = Files.write(directory.resolve("a b.list"), CONTENT);
    assertThat(VfsLocation.read("file://" + blank, 100)).isEqualTo(CONTENT);
    assertThat(VfsLocation.read(blank.toUri().toString(), 100)).isEqualTo(CONTENT);
  }

  @Test
  void aFileThatIsThereIsNoUrlWhateverItsNameIs() throws IOException {
    for (String prefix : new String[] {"image:8.x", "http:image", "a b%20~"}) {
      Path file = Files.createTempFile(Path.of("").toAbsolutePath(), prefix, ".tar");
      try {
        Files.write(file, CONTENT);
        assertThat(VfsLocation.read(file.getFileName().toString(), 100)).isEqualTo(CONTENT);
        assertThat(VfsLocation.read("./" + file.getFileName(), 100)).isEqualTo(CONTENT);
      } finally {
        Files.delete(file);
      }
    }
  }

  @Test
  void aNameThatIsNotThereIsToldWithWhatIsSpecialInIt() {
    for (String name : new String[] {"none:8.x.tar", "~/none.tar", "none\ufffd.tar"}) {
      FaultException e =
          catchThrowableOfType(FaultException.class, () -> VfsLocation.read(name, 100));
      assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
    }
  }

  @Test
  void readsOverHttp() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/repos.list",
        exchange -> {
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(200, head ? -1 : CONTENT.length);
          if (!head) {
            exchange.getResponseBody().write(CONTENT);
          }
          exchange.close();
        });
    server.start();
    String base =
        "http://user:secret@"
            + InetAddress.getLoopbackAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort();
    try {
      assertThat(VfsLocation.read(base.replace("user:secret@", "") + "/repos.list", 100))
          .isEqualTo(CONTENT);
      assertThat(
              VfsLocation.read(base.replace("http://user:secret@", "HTTP://") + "/repos.list", 100))
          .isEqualTo(CONTENT);
      FaultException missing =
          catchThrowableOfType(
              FaultException.class, () -> VfsLocation.read(base + "/none.list", 100));
      assertThat(missing).hasMessageContaining("none.list").message().doesNotContain("secret");
    } finally {
      server.stop(0);
    }
    FaultException e =
        catchThrowableOfType(
            FaultException.class, () -> VfsLocation.read(base + "/repos.list", 100));

    assertThat(e.code()).isEqualTo(ErrorCode.MIRROR_UNREACHABLE);
    assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
    assertThat(e).message().doesNotContain("secret");
  }

  @Test
  void whatIsNotThereOrNotAFileOrTooLongIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("long"), new byte[101]);

    refused(directory.resolve("none").toString(), "does not exist");
    refused(directory.toString(), "is not a file");
    refused(file.toString(), "larger than 100 bytes");
    refused("zip:" + file + "!/x", "\"zip:\" is not a known kind of address");
    refused("relative/none", "does not exist");
  }

  private static void refused(String location, String fact) {
    FaultException e =
        catchThrowableOfType(FaultException.class, () -> VfsLocation.read(location, 100));
    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(e).hasMessageStartingWith("cannot read ").hasMessageContaining(fact);
  }
}
