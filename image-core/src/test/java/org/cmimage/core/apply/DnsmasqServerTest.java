package org.cmimage.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.model.netboot.NetworkBoot;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsmasqServerTest {
  private static final String RELOAD =
      "dnsmasq reads its changed hosts at: systemctl reload dnsmasq";

  @TempDir Path directory;

  private List<String> tell(String... paths) throws InterruptedException {
    return new DnsmasqServer(List.of(directory.resolve("none"), directory.resolve("pid")))
        .tell(
            Stream.of(paths)
                .map(path -> new HostFileChange(path, Optional.empty(), Optional.of("new")))
                .toList());
  }

  @Test
  void whatCannotBeToldIsLeftToTheAdministrator() throws Exception {
    assertThat(tell("/etc/fstab")).isEmpty();
    assertThat(tell(NetworkBoot.DNSMASQ_HOSTS)).containsExactly(RELOAD);
    assertThat(tell(NetworkBoot.DNSMASQ_HOSTS, NetworkBoot.DNSMASQ))
        .containsExactly("dnsmasq reads its changed configuration at: systemctl restart dnsmasq");
  }

  @Test
  void onlyDnsmasqGetsTheSignal() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      for (String text : List.of("-1", "0", "x", "", Long.toString(other.pid()))) {
        Files.writeString(directory.resolve("pid"), text + "\n");
        assertThat(tell(NetworkBoot.DNSMASQ_HOSTS)).as(text).containsExactly(RELOAD);
      }
      assertThat(other.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  @Tag("root")
  void aRunningServerReadsItsHostsAgain() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dnsmasq")), "needs dnsmasq");
    Path hosts = Files.writeString(directory.resolve("hosts"), "");
    Path log = Files.createFile(directory.resolve("log"));
    Process server =
        new ProcessBuilder(
                "unshare",
                "--net",
                "/usr/sbin/dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--pid-file=" + directory.resolve("pid"),
                "--dhcp-leasefile=" + directory.resolve("leases"),
                "--dhcp-range=10.141.0.0,static",
                "--dhcp-hostsfile=" + hosts,
                "--log-facility=" + log)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try {
      waitFor(log, hosts, 1);
      assertThat(tell(NetworkBoot.DNSMASQ_HOSTS)).isEmpty();
      waitFor(log, hosts, 2);
    } finally {
      server.destroyForcibly();
    }
  }

  private static void waitFor(Path log, Path hosts, int times)
      throws IOException, InterruptedException {
    String line = "read " + hosts;
    for (int tries = 0; tries < 200; tries++) {
      if (Files.readAllLines(log).stream().filter(each -> each.endsWith(line)).count() == times) {
        return;
      }
      Thread.sleep(50);
    }
    assertThat(Files.readString(log)).contains(line);
    throw new AssertionError("the hosts were not read " + times + " times");
  }
}
