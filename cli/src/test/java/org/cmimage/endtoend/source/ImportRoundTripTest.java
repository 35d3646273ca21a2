package org.cmimage.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.core.write.WriteLimits;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.qemu.linux.LinuxHostCalls;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.tar.TarReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GNU tar packed, we unpack as GNU tar does: every attribute of every node. */
@Tag("root")
class ImportRoundTripTest {
  /** Everything that Linux keeps about nodes. */
  private static final String MAKE_TREE =
      """
      set -eu
      mkdir -p original/odd; cd original
      odd=odd/$(printf 'a\\377\\200b\\n\\\\ "c\\t*')
      printf x >"$odd"; setfattr -n user.note -v 0x00ff0a "$odd"
      printf long >"odd/$(printf '%0255d' 0)"
      deep=odd/$(printf 'd%0199d/e%0199d' 0 0); mkdir -p "$deep"; printf deep >"$deep/f"
      ln -s "$(printf 't%0250d' 0)" odd/longlink; ln "$deep/f" odd/hard; ln odd/hard odd/harder
      printf cap >odd/cap; chmod 755 odd/cap; setcap cap_net_raw,cap_net_admin+ep odd/cap
      mkdir odd/acl; setfacl -m u:12345:rwx,g:54321:r-x,d:u:12345:rwx odd/acl
      printf acl >odd/acl/file; setfacl -m u:4000000000:r odd/acl/file
      mknod odd/null c 1 3; mknod odd/disk b 259 70000; mkfifo -m 0640 odd/fifo
      truncate -s 3M odd/hole; printf middle | dd of=odd/hole bs=1 seek=1500000 conv=notrunc status=none
      truncate -s 2M odd/allhole; printf start >odd/tailhole; truncate -s 1M odd/tailhole
      printf s >odd/setuid; chown 7:8 odd/setuid; chmod 6755 odd/setuid; mkdir -m 3777 odd/sticky
      chown 4000000000:4000000001 odd/sticky; printf secret >odd/none; chmod 0 odd/none
      touch -d '1999-12-31 23:59:59.123456789' odd/none; touch -h -d @2147483648.5 odd/longlink
      touch -d '1960-01-01 00:00:00.25Z' odd/fifo; touch -d @1.000000001 odd/sticky odd .
      """;

  @TempDir Path directory;
  private final HostCalls calls = new LinuxHostCalls();

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root: owners");
  }

  private void shell(String script) throws IOException, InterruptedException {
    Program.output(directory, "sh", "-c", script);
  }

  private void takeIn(String archive, Path target) throws IOException, InterruptedException {
    Files.createDirectory(target);
    Decompressor decompressor = Decompressor.ofHost("/usr/bin:/bin");
    try (InputStream in =
            new BufferedInputStream(Files.newInputStream(directory.resolve(archive)));
        InputStream tar = decompressor.open(in);
        Rootfs tree = Rootfs.open(calls, target);
        RootfsWriter writer = new RootfsWriter(tree)) {
      writer.intake(WriteLimits.DEFAULT, sink -> TarReader.read(tar, sink));
      writer.finish();
    }
  }

  private void assertSame(Path expected, Path found) throws IOException {
    try (Rootfs theirs = Rootfs.open(calls, expected);
        Rootfs ours = Rootfs.open(calls, found)) {
      TreeManifest manifest = TreeManifest.of(theirs);
      assertThat(manifest.size()).isGreaterThan(20);
      assertThat(manifest.differences(ours, Depth.CONTENT, 50).first()).isEmpty();
    }
  }

  @Test
  void everyAttributeOfEveryNodeIsAsGnuTarRestoresIt() throws Exception {
    shell(MAKE_TREE);
    for (String format : new String[] {"pax --sparse", "pax"}) {
      String name = format.replace(" ", "");
      shell(
          "tar -C original --format="
              + format
              + " --xattrs --xattrs-include='*' --acls --numeric-owner -czf "
              + name
              + ".tar.gz . && mkdir gnu"
              + name
              + " && tar -C gnu"
              + name
              + " --xattrs --xattrs-include='*' --acls --numeric-owner --warning=no-timestamp -xpzf "
              + name
              + ".tar.gz");
      takeIn(name + ".tar.gz", directory.resolve("ours" + name));
      assertSame(directory.resolve("gnu" + name), directory.resolve("ours" + name));
    }
    assertThat(blocks("ourspax--sparse")).as("holes stay").isLessThan(1000);
    assertThat(blocks("ourspax")).isGreaterThan(3000);
  }

  private long blocks(String tree) throws Exception {
    String[] words = Program.output(directory, "du", "-sk", tree + "/odd").split("\\s");
    return Long.parseLong(words[0]);
  }

  @Test
  void bsdtarReadsTheManifest() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/bsdtar")), "needs bsdtar");
    shell(MAKE_TREE);
    try (Rootfs tree = Rootfs.open(calls, directory.resolve("original"))) {
      TreeManifest manifest = TreeManifest.of(tree);
      manifest.save(directory.resolve("original.mtree"));
      String listing = Program.output(directory, "bsdtar", "-tvf", "original.mtree");
      assertThat(listing.lines()).hasSize(manifest.size());
      assertThat(listing).contains("-rwsr-sr-x  0 7      8           1").contains("259,70000");
    }
  }
}
