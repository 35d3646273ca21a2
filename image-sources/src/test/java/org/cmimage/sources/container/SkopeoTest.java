package org.cmimage.sources.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.squashfs.EntryDump;
import org.cmimage.sources.squashfs.SquashfsTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that umoci made and skopeo wrote are the trees that umoci unpacks. */
class SkopeoTest {
  @TempDir Path directory;

  @Test
  void agreesWithUmoci() throws Exception {
    SquashfsTools.assumeInstalled();
    for (String tool : new String[] {"umoci", "skopeo"}) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
    SquashfsTools.sh(
        directory,
        """
        umoci init --layout layout; umoci new --image layout:x
        change() {
          umoci unpack --image layout:x bundle >/dev/null 2>&1
          (cd bundle/rootfs; eval "$1"; find . -newer ../../layout -exec touch -h -d @1700000000 {} +)
          umoci repack --image layout:x bundle >/dev/null 2>&1
          rm -rf bundle
        }
        change 'mkdir -p etc usr/lib kept/deep gone/deep; echo 1 > etc/one; echo 2 > etc/two
          ln etc/two etc/hard; ln -s usr/lib lib; touch gone/deep/x kept/deep/x
          chown 7:8 etc/one; chmod 4755 etc/one; setfattr -n user.x -v y etc/two; mkfifo fifo
          seq 1 100000 > usr/lib/numbers; echo file > becomes-directory'
        change 'rm -r gone; rm etc/one; echo changed > etc/two; mkdir etc/new
          rm becomes-directory; mkdir becomes-directory; touch becomes-directory/in'
        change 'mkdir gone; touch gone/back; rm -r kept/deep; echo again > etc/one; mv usr/lib/numbers n'
        skopeo copy --quiet oci:layout:x oci-archive:oci.tar
        skopeo copy --quiet oci:layout:x docker-archive:docker.tar:x:latest
        umoci unpack --image layout:x final >/dev/null 2>&1
        """);
    Map<String, String> expected = SquashfsTools.tarred(directory.resolve("final/rootfs"));
    assertThat(expected).containsKeys("/gone/back", "/n").doesNotContainKey("/kept/deep");
    for (String name : new String[] {"oci.tar", "docker.tar"}) {
      EntryDump dump = new EntryDump();
      try (FileBytes bytes = FileBytes.open(directory.resolve(name))) {
        ContainerImage image = ContainerImage.find(bytes).orElseThrow();
        assertThat(image.format()).contains("3 layers, ");
        image.readTree(Decompressor.inProcess(), dump);
      }
      assertThat(EntryDump.differences(dump.lines(), expected)).as(name).isEmpty();
    }
  }
}
