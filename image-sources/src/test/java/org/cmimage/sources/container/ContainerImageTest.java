package org.cmimage.sources.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.compress.Decompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerImageTest {
  @TempDir Path directory;

  /**
   * Returns a tar of members: names that end with a slash are directories, "a>b" is a hard link to
   * b.
   */
  private static byte[] tar(Object... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (int i = 0; i < namesAndContents.length; i += 2) {
        String name = (String) namesAndContents[i];
        byte[] content =
            namesAndContents[i + 1] instanceof byte[] given
                ? given
                : ((String) namesAndContents[i + 1]).getBytes(StandardCharsets.UTF_8);
        if (name.contains(">")) {
          TarArchiveEntry link =
              new TarArchiveEntry(name.replaceFirst(">.*", ""), TarArchiveEntry.LF_LINK);
          link.setLinkName(name.replaceFirst(".*>", ""));
          tar.putArchiveEntry(link);
        } else if (name.contains("@")) {
          TarArchiveEntry link =
              new TarArchiveEntry(name.replaceFirst("@.*", ""), TarArchiveEntry.LF_SYMLINK);
          link.setLinkName(name.replaceFirst(".*@", ""));
          tar.putArchiveEntry(link);
        } else {
          TarArchiveEntry entry = new TarArchiveEntry(name);
          entry.setSize(name.endsWith("/") ? 0 : content.length);
          tar.putArchiveEntry(entry);
          if (!name.endsWith("/")) {
            tar.write(content);
          }
        }
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] content) {
    return Hashing.sha256().hashBytes(content).toString();
  }

  /** Returns three layers that use every feature of the format. */
  private static List<byte[]> layers() throws IOException {
    return List.of(
        tar(
            "etc/",
            "",
            "etc/one",
            "1",
            "etc/two",
            "2",
            "gone/",
            "",
            "gone/x",
            "x",
            "kept/",
            "",
            "kept/old",
            "old",
            "lib@usr/lib",
            "",
            "usr/",
            "",
            "usr/lib/",
            "",
            "usr/lib/a",
            "a",
            "usr/hard>etc/two",
            ""),
        tar(
            "etc/",
            "",
            "etc/.wh.two",
            "",
            ".wh.gone",
            "",
            "kept/",
            "",
            "kept/new",
            "new",
            "kept/.wh..wh..opq",
            "",
            "lib/b",
            "b",
            ".wh..wh.plnk/",
            "",
            ".wh..wh.plnk/1.2",
            ""),
        tar(
            "etc/one",
            "changed",
            "gone/",
            "",
            "gone/back",
            "back",
            "lib/.wh.a",
            "",
            "z>etc/one",
            ""));
  }

  private static Map<String, String> expected() {
    Map<String, String> tree = new TreeMap<>();
    tree.put("/etc", "directory");
    tree.put("/etc/one", "changed");
    tree.put("/gone", "directory");
    tree.put("/gone/back", "back");
    tree.put("/kept", "directory");
    tree.put("/kept/new", "new");
    tree.put("/lib", "-> usr/lib");
    tree.put("/usr", "directory");
    tree.put("/usr/hard", "2");
    tree.put("/usr/lib", "directory");
    tree.put("/usr/lib/b", "b");
    tree.put("/z", "= /etc/one");
    return tree;
  }

  /** As {@code crane pull} and {@code kaniko --tar-path} write it; jib names the configuration. */
  private static byte[] cranePull(List<byte[]> layers, String configName) throws IOException {
    List<Object> members = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (byte[] layer : layers) {
      byte[] packed = gzip(layer);
      members.addAll(List.of(sha256(packed) + ".tar.gz", packed));
      names.add("\"" + sha256(packed) + ".tar.gz\"");
      digests.add("\"sha256:" + sha256(layer) + "\"");
    }
    members.addAll(0, List.of(configName, "{\"rootfs\": {\"diff_ids\": " + digests + "}}"));
    members.addAll(
        List.of(
            "manifest.json",
            "[{\"Config\": \"" + configName + "\", \"RepoTags\": [], \"Layers\": " + names + "}]"));
    return tar(members.toArray());
  }

  private static byte[] dockerSave(List<byte[]> layers) throws IOException {
    List<Object> members = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String id = sha256(new byte[] {(byte) i});
      members.addAll(
          List.of(id + "/", "", id + "/VERSION", "1.0", id + "/layer.tar", layers.get(i)));
      names.add("\"" + id + "/layer.tar\"");
      digests.add("\"sha256:" + sha256(layers.get(i)) + "\"");
    }
    String config =
        "{\"architecture\":\"arm64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
            + digests
            + "}}";
    String configName = sha256(config.getBytes(StandardCharsets.UTF_8)) + ".json";
    members.addAll(List.of(configName, config));
    members.addAll(
        List.of(
            "manifest.json",
            "[{\"Config\":\""
                + configName
                + "\",\"RepoTags\":[\"x:latest\"],\"Layers\":"
                + names
                + "}]"));
    return tar(members.toArray());
  }

  private static String descriptor(String type, byte[] content, String more) {
    return "{\"mediaType\":\"application/vnd.oci.image."
        + type
        + "\",\"digest\":\"sha256:"
        + sha256(content)
        + "\",\"size\":"
        + content.length
        + more
        + "}";
  }

  private static byte[] ociLayout(List<byte[]> layers, String otherImage) throws IOException {
    List<Object> members = new ArrayList<>(List.of("blobs/", "", "blobs/sha256/", ""));
    List<String> descriptors = new ArrayList<>();
    for (byte[] layer : layers) {
      byte[] packed = gzip(layer);
      members.addAll(List.of("blobs/sha256/" + sha256(packed), packed));
      descriptors.add(descriptor("layer.v1.tar+gzip", packed, ""));
    }
    byte[] config = "{\"architecture\": \"arm64\"}".getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        ("{\n\t\"schemaVersion\": 2,\n\t\"config\": "
                + descriptor("config.v1+json", config, "")
                + ", \"layers\": "
                + descriptors
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] index =
        ("{\"schemaVersion\":2,\"manifests\":["
                + descriptor("manifest.v1+json", manifest, "")
                + ","
                + descriptor("manifest.v1+json", config, otherImage)
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    for (byte[] blob : List.of(config, manifest, index)) {
      members.addAll(List.of("blobs/sha256/" + sha256(blob), blob));
    }
    members.addAll(
        List.of(
            "index.json",
            "{\"manifests\":[" + descriptor("index.v1+json", index, "") + "]}",
            "oci-layout",
            "{\"imageLayoutVersion\": \"1.0.0\"}"));
    return tar(members.toArray());
  }

  private static final String ATTESTATION =
      ",\"platform\":{\"architecture\":\"unknown\",\"os\":\"unknown\"}";

  private Map<String, String> read(byte[] image) throws IOException {
    Path file = Files.write(directory.resolve("image.tar"), image);
    Map<String, String> tree = new TreeMap<>();
    try (FileBytes bytes = FileBytes.open(file)) {
      ContainerImage.find(bytes, Optional.empty())
          .orElseThrow()
          .readTree(
              Decompressor.inProcess(),
              (entry, content) -> {
                Kind kind = entry.kind();
                String text =
                    kind instanceof Kind.Directory
                        ? "directory"
                        : kind instanceof Kind.Symlink link
                            ? "-> " + new String(link.target(), StandardCharsets.UTF_8)
                            : kind instanceof Kind.HardLink link
                                ? "= " + link.target()
                                : new String(content.readAllBytes(), StandardCharsets.UTF_8);
                tree.put(entry.path().toString(), text);
              });
    }
    return tree;
  }

  private String format(byte[] image) throws IOException {
    Path file = Files.write(directory.resolve("image.tar"), image);
    assertThat(ContainerImage.mayBegin(java.util.Arrays.copyOf(image, 512))).isTrue();
    try (FileBytes bytes = FileBytes.open(file)) {
      return ContainerImage.find(bytes, Optional.empty()).orElseThrow().format();
    }
  }

  @Test
  void layersOfDockerSaveMakeATree() throws Exception {
    assertThat(read(dockerSave(layers()))).isEqualTo(expected());
    assertThat(format(dockerSave(layers())))
        .isEqualTo("container image (docker save), 3 layers, arm64");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void layersOfOtherProgramsInDockersFormMakeATree(boolean isNamedByHash) throws Exception {
    String config = isNamedByHash ? "sha256:" + "0123456789abcdef".repeat(4) : "config.json";
    byte[] image = cranePull(layers(), config);
    assertThat(read(image)).isEqualTo(expected());
    assertThat(format(image)).isEqualTo("container image (docker save), 3 layers");
  }

  @Test
  void layersOfAnOciLayoutMakeATree() throws Exception {
    assertThat(read(ociLayout(layers(), ATTESTATION))).isEqualTo(expected());
    assertThat(format(ociLayout(layers(), ATTESTATION)))
        .isEqualTo("container image (OCI layout), 3 layers, arm64");
  }

  @Test
  void severalImagesAreRefused() throws IOException {
    byte[] image =
        ociLayout(layers(), ",\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    assertThatThrownBy(() -> read(image))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("for several platforms: an unnamed one, linux/amd64");
  }

  @Test
  void anotherLayerThanTheImageSaysIsRefused() throws IOException {
    for (byte[] image : List.of(dockerSave(layers()), ociLayout(layers(), ATTESTATION))) {
      byte[] text =
          new String(image, StandardCharsets.ISO_8859_1)
              .replace("changed", "CHANGED")
              .getBytes(StandardCharsets.ISO_8859_1);
      byte[] damaged = java.util.Arrays.equals(text, image) ? damagedBlob(image) : text;
      assertThatThrownBy(() -> read(damaged))
          .isInstanceOfSatisfying(
              FaultException.class,
              e ->
                  assertThat(e.code()).isIn(ErrorCode.CHECKSUM_MISMATCH, ErrorCode.SOURCE_CORRUPT));
    }
  }

  /** Changes the time in the header of the first gzip, which no decoder reads. */
  private static byte[] damagedBlob(byte[] image) {
    byte[] damaged = image.clone();
    for (int i = 0; i < damaged.length - 10; i += 512) {
      if (damaged[i] == 0x1f && damaged[i + 1] == (byte) 0x8b) {
        damaged[i + 5] ^= 1;
        return damaged;
      }
    }
    throw new IllegalStateException("no gzip");
  }

  @Test
  void namesThatLeaveTheTarAreNotThere() throws IOException {
    byte[] image = tar("manifest.json", "[{\"Config\": \"../../../etc/passwd\", \"Layers\": []}]");
    assertThatThrownBy(() -> read(image))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("it has no file \"../../../etc/passwd\"");
  }

  @Test
  void aTreeWithSuchNamesIsNoImage() throws IOException {
    Path file =
        Files.write(
            directory.resolve("x.tar"), tar("manifest.json", "{\"name\": \"x\"}", "etc/", ""));
    try (FileBytes bytes = FileBytes.open(file)) {
      assertThat(ContainerImage.find(bytes, Optional.empty())).isEmpty();
    }
    assertThat(ContainerImage.mayBegin(java.util.Arrays.copyOf(tar("./etc/", ""), 512))).isFalse();
  }

  /** As archives of {@code tar -c .} start, in each of GNU tar's formats. */
  @ParameterizedTest
  @ValueSource(strings = {"gnu", "ustar", "pax"})
  void theDirectoryItselfMayBeTheFirstMember(String format) throws Exception {
    for (String name : List.of("oci-layout", "etc")) {
      Path tree = Files.createDirectories(directory.resolve(format + name));
      Files.writeString(tree.resolve(name), "{}");
      Path file = directory.resolve(format + name + ".tar");
      Process tar =
          new ProcessBuilder("tar", "--format=" + format, "-cf", file + "", "-C", tree + "", ".")
              .start();
      assertThat(tar.waitFor()).isZero();
      byte[] head = java.util.Arrays.copyOf(Files.readAllBytes(file), ContainerImage.HEAD);
      assertThat(ContainerImage.mayBegin(head)).isEqualTo(name.equals("oci-layout"));
    }
  }
}
