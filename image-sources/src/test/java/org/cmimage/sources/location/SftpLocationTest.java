package org.cmimage.sources.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private OpenSSH server; nothing else on this machine is contacted or changed. */
class SftpLocationTest {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final int TRIES = 100;
  private static final Logger LIBRARIES = Logger.getLogger("org.apache.commons.vfs2");

  @TempDir private Path directory;
  private final String home = System.getProperty("user.home");
  private String base = "";
  private Process server;

  @BeforeEach
  void start() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(SSHD), "needs sshd of OpenSSH");
    LIBRARIES.setLevel(Level.WARNING);
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/run/sshd")), "needs /run/sshd");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path ssh = Files.createDirectories(directory.resolve("home/.ssh"));
    key(directory.resolve("host"));
    key(ssh.resolve("id_ed25519"));
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    Files.writeString(
        ssh.resolve("known_hosts"),
        "[" + host + "]:" + port + " " + Files.readString(directory.resolve("host.pub")));
    Files.copy(ssh.resolve("id_ed25519.pub"), directory.resolve("authorized"));
    Files.writeString(
        directory.resolve("sshd_config"),
        """
        ListenAddress %s
        Port %d
        HostKey %s/host
        AuthorizedKeysFile %3$s/authorized
        PidFile none
        StrictModes no
        UsePAM no
        PermitRootLogin yes
        Subsystem sftp internal-sftp
        """
            .formatted(host, port, directory));
    server =
        new ProcessBuilder(
                SSHD.toString(), "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    awaitAnswer(port);
    System.setProperty("user.home", directory.resolve("home").toString());
    base = "sftp://" + host + ":" + port;
  }

  private static void key(Path file) throws IOException, InterruptedException {
    Process keygen =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
            .inheritIO()
            .start();
    assertThat(keygen.waitFor()).isZero();
  }

  private void awaitAnswer(int port) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException notYet) {
        assertThat(server.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    System.setProperty("user.home", home);
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void isReadWithTheKeysOfTheUser() throws IOException {
    Path file = Files.writeString(directory.resolve("image 1.tar"), "content");
    LocatedFile found = VfsLocation.find(base + file.toString().replace(" ", "%20"));
    assertThat(found.size()).hasValue(7L);
    assertThat(found.fileName()).isEqualTo("image 1.tar");
    try (InputStream in = found.open()) {
      assertThat(in.readAllBytes()).isEqualTo("content".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(VfsLocation.readIfThere(base + file + ".none", 10)).isEmpty();
    refused("/none.tar", ErrorCode.INVALID_REQUEST, "it does not exist");
  }

  @Test
  void whoIsNotLetInIsTold() throws IOException {
    Files.writeString(directory.resolve("authorized"), "");
    refused("/etc/hostname", ErrorCode.MIRROR_UNREACHABLE, "accepts neither the keys ~/.ssh/id_*");
  }

  @Test
  void anUnknownHostIsNotTrusted() throws IOException {
    Files.delete(directory.resolve("home/.ssh/known_hosts"));
    refused("/etc/hostname", ErrorCode.MIRROR_UNREACHABLE, "not in ~/.ssh/known_hosts");
  }

  private void refused(String path, ErrorCode code, String fact) {
    FaultException fault =
        catchThrowableOfType(FaultException.class, () -> VfsLocation.find(base + path));
    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault).hasMessageContaining(fact);
  }
}
