package org.cmimage.sources.archive.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.iso.path.IsoPath;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.squashfs.EntryDump;
import org.cmimage.sources.squashfs.SquashfsTools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers made by the kernel yield the tree that the kernel shows. */
class OverlayfsTest {
  @TempDir Path directory;

  @BeforeEach
  void needsOverlays() throws Exception {
    SquashfsTools.assumeInstalled();
    // not every file system can hold an overlay's upper directory
    SquashfsTools.sh(directory, "mkdir tmpfs; mount -t tmpfs none tmpfs || true");
  }

  @org.junit.jupiter.api.AfterEach
  void unmount() throws Exception {
    SquashfsTools.sh(directory, "umount -R tmpfs 2>/dev/null || true");
  }

  private Path tmpfs() {
    return directory.resolve("tmpfs");
  }

  /**
   * Mounts an overlay, changes it by a script, makes images of all its layers, and returns the
   * kernel's tree.
   */
  private Map<String, String> kernels(String first, String second, String third) throws Exception {
    Path tmpfs = tmpfs();
    SquashfsTools.sh(
        tmpfs,
        "mkdir a b c work merged; cd a; mkdir -p usr/lib; echo ID=x >"
            + " usr/lib/os-release;"
            + first);
    mount("a", "b");
    SquashfsTools.sh(tmpfs.resolve("merged"), second);
    SquashfsTools.sh(tmpfs, "umount merged; rm -rf work; mkdir work");
    mount("b:a", "c");
    SquashfsTools.sh(tmpfs.resolve("merged"), third);
    // not in the overlay, which would copy all files up
    SquashfsTools.sh(
        tmpfs,
        "umount merged; find a b c -exec touch -h -d @1700000000 {} +;"
            + " mount -t overlay overlay -o lowerdir=c:b:a merged");
    Map<String, String> merged = SquashfsTools.tarred(tmpfs.resolve("merged"));
    SquashfsTools.sh(tmpfs, "umount merged");
    SquashfsTools.make(tmpfs.resolve("a"), tmpfs.resolve("live.squashfs"));
    SquashfsTools.make(tmpfs.resolve("b"), tmpfs.resolve("live.more.squashfs"), "-comp", "xz");
    SquashfsTools.make(tmpfs.resolve("c"), tmpfs.resolve("live.more.top.squashfs"));
    return merged;
  }

  private void mount(String lower, String upper) throws Exception {
    mount("lowerdir=" + lower + ",upperdir=" + upper + ",workdir=work,redirect_dir=off");
  }

  private void mount(String options) throws Exception {
    String result =
        SquashfsTools.sh(
            tmpfs(), "mount -t overlay overlay -o " + options + " merged && echo mounted || true");
    assumeTrue(result.contains("mounted"), "overlayfs cannot be mounted here: " + result);
  }

  private SquashfsEntries find(String name) throws Exception {
    return SquashfsEntries.find(VfsLocation.find(tmpfs().resolve(name).toString()));
  }

  private Map<String, String> read(String name) throws Exception {
    EntryDump dump = new EntryDump();
    find(name).readTree(Use.ALL_CONTENT, Optional.empty(), dump);
    return dump.lines();
  }

  @Test
  void layersAreTheTreeThatTheKernelShows() throws Exception {
    Map<String, String> expected =
        kernels(
            """
            mkdir -p etc gone/deep kept/deep replaced turned other
            echo 1 > etc/one; echo 2 > etc/two; ln etc/two etc/hard; ln -s etc link
            touch gone/deep/x kept/deep/x replaced/old replaced/older; echo was > turned/file
            echo dir > becomes-directory; mkdir becomes-file; touch becomes-file/inside
            setfattr -n user.x -v y kept; mknod device c 1 3
            for i in $(seq 50); do echo $i > other/$i; done
            """,
            """
            echo changed >> etc/one; rm etc/two; rm -r gone; rm -r replaced; mkdir replaced
            echo new > replaced/new; chmod 700 kept; rm becomes-directory; mkdir becomes-directory
            echo in > becomes-directory/in; rm -r becomes-file; echo file > becomes-file
            rm link; mkdir link; echo real > link/real; ln other/1 other/linked
            """,
            """
            rm replaced/new; echo again > replaced/old; mkdir gone; echo back > gone/back
            rm other/2 other/3; mv other/4 other/four; rm device; rm -r kept/deep
            echo third > etc/one; ln etc/one etc/one-more; rm -r becomes-directory
            """);
    assertThat(find("live.more.top.squashfs").form())
        .endsWith(", over live.squashfs, live.more.squashfs");
    assertThat(EntryDump.differences(read("live.more.top.squashfs"), expected)).isEmpty();
    assertThat(expected).containsKeys("/gone/back", "/replaced/old").doesNotContainKey("/device");
  }

  @Test
  void layersInsideAnIsoAreTheTreeThatTheKernelShows() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/xorriso")), "xorriso is not installed");
    Map<String, String> expected =
        kernels(
            "mkdir -p a/b; echo 1 > a/b/one; echo 2 > two",
            "rm -r a; mkdir a; echo 3 > a/three; rm two",
            "mkdir a/b; echo 4 > a/b/four; ln a/b/four a/linked");
    SquashfsTools.sh(
        tmpfs(), "mkdir casper; mv *.squashfs casper; xorriso -as mkisofs -R -o x.iso casper");
    List<Path> layers = new ArrayList<>();
    for (String name : List.of("live", "live.more", "live.more.top")) {
      layers.add(IsoPath.rootOf(tmpfs().resolve("x.iso")).resolve(name + ".squashfs"));
    }
    EntryDump named = new EntryDump();
    SquashfsEntries.ofLayers(layers).readTree(Use.ALL_CONTENT, Optional.empty(), named);
    assertThat(EntryDump.differences(named.lines(), expected)).isEmpty();

    EntryDump found = new EntryDump();
    SquashfsEntries.find(VfsLocation.find(layers.get(2).toUri().toString()))
        .readTree(Use.ALL_CONTENT, Optional.empty(), found);
    assertThat(EntryDump.differences(found.lines(), expected)).isEmpty();
    assertThat(expected).containsKeys("/a/linked").doesNotContainKeys("/two", "/a/b/one");
  }

  @Test
  void aWholeTreeLiesOverNothing() throws Exception {
    kernels("touch a", "touch b", "touch c");
    SquashfsTools.make(tmpfs().resolve("a"), tmpfs().resolve("live.v2.squashfs"));
    assertThat(find("live.v2.squashfs").form()).doesNotContain("over");
    assertThat(read("live.v2.squashfs")).containsKey("/a").doesNotContainKey("/b");
    assertThat(find("live.squashfs").layers()).isEmpty();
  }

  @Test
  void aRenamedDirectoryNeedsTheLayersMounted() throws Exception {
    kernels("mkdir here", "touch b", "touch c");
    SquashfsTools.sh(tmpfs(), "setfattr -n trusted.overlay.redirect -v /../../etc c; touch c/x");
    SquashfsTools.make(tmpfs().resolve("c"), tmpfs().resolve("live.more.top.squashfs"));
    assertThatThrownBy(() -> read("live.more.top.squashfs"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("trusted.overlay.redirect")
        .hasMessageContaining("live.more.top.squashfs");
    List<String> listed = new ArrayList<>();
    find("live.more.top.squashfs")
        .read(
            Use.SOME_CONTENT,
            Optional.empty(),
            (entry, names, content) -> listed.add(entry.path().toString()));
    assertThat(listed).contains("/x").doesNotContain("/here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mv here there | /there | trusted.overlay.redirect: it was renamed in the overlay",
        "chmod 600 big | /big | trusted.overlay.metacopy: only its attributes are in this layer",
        "mv big bigger | /bigger | lower"
      })
  void whatOnlyLinuxFindsInLowerLayersIsRefusedUntilLinuxMergedThem(
      String change, String path, String fact) throws Exception {
    Path tmpfs = tmpfs();
    SquashfsTools.sh(
        tmpfs,
        "mkdir -p live/usr/lib live/here more work merged; echo ID=x > live/usr/lib/os-release;"
            + " echo hello > live/here/file; seq 100000 > live/big");
    mount("lowerdir=live,upperdir=more,workdir=work,redirect_dir=on,metacopy=on");
    SquashfsTools.sh(tmpfs.resolve("merged"), change);
    SquashfsTools.sh(tmpfs, "umount merged");
    SquashfsTools.make(tmpfs.resolve("live"), tmpfs.resolve("live.squashfs"));
    SquashfsTools.make(tmpfs.resolve("more"), tmpfs.resolve("live.more.squashfs"));
    FaultException refused = assertThrows(FaultException.class, () -> read("live.more.squashfs"));
    assertThat(refused).hasMessageContaining("\"" + path + "\"").hasMessageContaining(fact);
    assertThat(refused).hasMessageContaining("live.more.squashfs");

    String options = "ro,redirect_dir=on,metacopy=on,lowerdir=";
    assertThat(refused.remedy().toString()).contains(options + "UPPER:LOWER");
    mount(options + "more:live");
    Map<String, String> expected = SquashfsTools.tarred(tmpfs.resolve("merged"));
    SquashfsTools.make(tmpfs.resolve("merged"), tmpfs.resolve("image.squashfs"));
    assertThat(EntryDump.differences(read("image.squashfs"), expected)).isEmpty();
    assertThat(expected).containsKey(path);
  }
}
