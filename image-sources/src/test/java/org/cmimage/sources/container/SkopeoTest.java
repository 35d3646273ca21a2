package org.cmimage.sources.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.Architecture;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.squashfs.EntryDump;
import org.cmimage.sources.squashfs.SquashfsTools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images made by umoci and written by skopeo yield the trees that umoci unpacks. */
class SkopeoTest {
  @TempDir Path directory;

  private static void assumeTools(String... tools) throws IOException {
    SquashfsTools.assumeInstalled();
    for (String tool : tools) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
  }

  /**
   * Makes an index in the index, with two platforms with layers in zstd, and the attestations that
   * buildx adds.
   */
  private void makeImageOfTwoPlatforms() throws Exception {
    assumeTools("umoci", "skopeo", "python3");
    SquashfsTools.sh(
        directory,
        """
        umoci init --layout layout
        for arch in amd64 arm64; do
          umoci new --image layout:$arch
          umoci config --image layout:$arch --architecture $arch
          umoci unpack --image layout:$arch bundle >/dev/null 2>&1
          mkdir -p bundle/rootfs/etc; echo $arch > bundle/rootfs/etc/architecture
          seq 1 50000 > bundle/rootfs/etc/$arch; touch -d @1700000000 bundle/rootfs/etc/* bundle/rootfs/etc
          umoci repack --image layout:$arch bundle >/dev/null 2>&1
          rm -rf bundle
          skopeo copy --quiet --dest-compress-format zstd oci:layout:$arch oci:both:$arch
        done
        cat > nest.py <<'END'
        import hashlib, json
        def blob(value):
            text = json.dumps(value).encode()
            digest = hashlib.sha256(text).hexdigest()
            open('both/blobs/sha256/' + digest, 'wb').write(text)
            return {'digest': 'sha256:' + digest, 'size': len(text)}
        images = json.load(open('both/index.json'))['manifests']
        for image in images:
            name = image.pop('annotations')['org.opencontainers.image.ref.name']
            image['platform'] = {'os': 'linux', 'architecture': name}
        kind = 'application/vnd.oci.image.manifest.v1+json'
        other = {'os': 'unknown', 'architecture': 'unknown'}
        images.append({'mediaType': kind, 'platform': other, **blob({'made': 'by a test'})})
        kind = 'application/vnd.oci.image.index.v1+json'
        index = {'mediaType': kind, **blob({'schemaVersion': 2, 'mediaType': kind, 'manifests': images})}
        json.dump({'schemaVersion': 2, 'manifests': [index]}, open('both/index.json', 'w'))
        END
        python3 nest.py
        tar -C both -cf both.tar blobs index.json oci-layout
        """);
  }

  @Test
  void theImageForAnArchitectureIsTheOneThatSkopeoTakes() throws Exception {
    makeImageOfTwoPlatforms();
    for (Architecture architecture : List.of(Architecture.X86_64, Architecture.AARCH64)) {
      SquashfsTools.sh(
          directory,
          """
          rm -rf final chosen
          skopeo --override-arch %1$s copy --quiet oci:both dir:chosen # takes the same one
          grep -q '"architecture":"%1$s"' chosen/*
          umoci unpack --image layout:%1$s final >/dev/null 2>&1 # with layers in gzip
          """
              .formatted(architecture.debianName()));
      Map<String, String> expected = SquashfsTools.tarred(directory.resolve("final/rootfs"));
      assertThat(expected).containsKey("/etc/" + architecture.debianName());
      EntryDump dump = new EntryDump();
      try (FileBytes bytes = FileBytes.open(directory.resolve("both.tar"))) {
        ContainerImage image = ContainerImage.find(bytes, Optional.of(architecture)).orElseThrow();
        assertThat(image.format()).endsWith(", " + architecture.debianName());
        image.readTree(Decompressor.inProcess(), dump);
      }
      assertThat(EntryDump.differences(dump.lines(), expected)).isEmpty();
    }
  }

  @Test
  void thePlatformsAreListedWhereNoneIsChosen() throws Exception {
    makeImageOfTwoPlatforms();
    try (FileBytes bytes = FileBytes.open(directory.resolve("both.tar"))) {
      assertThatThrownBy(() -> ContainerImage.find(bytes, Optional.empty()))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessageEndingWith("it has images for several platforms: linux/amd64, linux/arm64");
      assertThatThrownBy(() -> ContainerImage.find(bytes, Optional.of(Architecture.RISCV64)))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH))
          .hasMessageEndingWith("it has no image for riscv64, but for linux/amd64, linux/arm64");
    }
  }

  @Test
  void agreesWithUmoci() throws Exception {
    assumeTools("umoci", "skopeo");
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
        ContainerImage image = ContainerImage.find(bytes, Optional.empty()).orElseThrow();
        assertThat(image.format()).contains("3 layers, ");
        image.readTree(Decompressor.inProcess(), dump);
      }
      assertThat(EntryDump.differences(dump.lines(), expected)).as(name).isEmpty();
    }
  }
}
