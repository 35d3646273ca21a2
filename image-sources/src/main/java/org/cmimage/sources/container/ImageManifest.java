package org.cmimage.sources.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.sources.container.ImageChoice.Candidate;

/**
 * The parts of an image.
 *
 * @param form the format, for messages
 * @param architecture as Go names it; empty if it is not given
 * @param layers from the lowest to the highest
 */
record ImageManifest(String form, Optional<String> architecture, List<LayerFile> layers) {
  private static final int MAX_LAYERS = 1000;
  private static final int MAX_DEPTH = 4;
  private static final Pattern SHA256 = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final String INDEX = "index.json";
  private static final String DOCKER = "manifest.json";

  ImageManifest {
    layers = List.copyOf(layers);
  }

  /**
   * The file of a layer.
   *
   * @param name of the member
   * @param blob the expected SHA-256 of the file, hexadecimal
   * @param content the expected SHA-256 of the tar in it
   */
  record LayerFile(String name, Optional<String> blob, Optional<String> content) {}

  /**
   * Reads the manifest of the image in a tar, or of the one that is chosen; empty if the tar is not
   * that of a container.
   */
  static Optional<ImageManifest> read(TarMembers members, ImageChoice choice) throws IOException {
    if (members.has("oci-layout") && members.has(INDEX)) {
      return Optional.of(ofLayout(members.document(INDEX), members, choice, 0));
    }
    List<YamlSection> images = members.has(DOCKER) ? dockerImages(members) : List.of();
    return images.isEmpty() ? Optional.empty() : Optional.of(ofDocker(images, members, choice));
  }

  /**
   * Returns the images of a manifest.json of docker save; a tree may have an unrelated file of this
   * name.
   */
  private static List<YamlSection> dockerImages(TarMembers members) throws IOException {
    try {
      List<YamlSection> images =
          members.document(DOCKER).items("items", MAX_LAYERS).orElse(List.of());
      boolean layered = images.stream().allMatch(image -> image.keys().contains("Layers"));
      return layered ? images : List.of();
    } catch (FaultException notOfDocker) {
      return List.of();
    }
  }

  private static ImageManifest ofDocker(
      List<YamlSection> images, TarMembers members, ImageChoice choice) throws IOException {
    ContainerFault fault = choice.fault();
    List<Candidate> candidates = new ArrayList<>();
    for (YamlSection image : images) {
      // the configuration of an image gives its platform under the names of a descriptor
      Optional<YamlSection> platform =
          images.size() > 1
              ? Optional.of(members.document(image.text("Config")))
              : Optional.empty();
      candidates.add(new Candidate(image, platform));
    }
    YamlSection image = choice.of(candidates);
    List<String> names = image.texts("Layers").orElse(List.of());
    YamlSection config = members.document(image.text("Config"));
    List<String> digests =
        config.optionalSection("rootfs").isPresent()
            ? config.section("rootfs").texts("diff_ids").orElse(List.of())
            : List.of();
    if (names.size() != digests.size()) {
      throw fault.corrupt(
          "it has " + names.size() + " layers, and the digests of " + digests.size());
    }
    List<LayerFile> layers = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      layers.add(
          new LayerFile(
              names.get(i), Optional.empty(), Optional.of(sha256(digests.get(i), fault))));
    }
    return new ImageManifest("docker save", config.optionalText("architecture"), layers);
  }

  private static ImageManifest ofLayout(
      YamlSection index, TarMembers members, ImageChoice choice, int depth) throws IOException {
    ContainerFault fault = choice.fault();
    if (depth > MAX_DEPTH) {
      throw fault.corrupt("its index is in itself");
    }
    YamlSection image = choice.of(candidates(index, members, fault));
    YamlSection document = verified(sha256(image.text("digest"), fault), members, fault);
    if (document.keys().contains("manifests")) {
      return ofLayout(document, members, choice, depth + 1);
    }
    List<LayerFile> layers = new ArrayList<>();
    for (YamlSection layer : document.items("layers", MAX_LAYERS).orElse(List.of())) {
      String blob = sha256(layer.text("digest"), fault);
      layers.add(new LayerFile(blob(blob), Optional.of(blob), Optional.empty()));
    }
    YamlSection config =
        verified(sha256(document.section("config").text("digest"), fault), members, fault);
    return new ImageManifest("OCI layout", config.optionalText("architecture"), layers);
  }

  /**
   * Returns the images of an index. For an image that was pulled for some of its platforms, docker
   * save writes the whole index and the files of these platforms alone.
   */
  private static List<Candidate> candidates(
      YamlSection index, TarMembers members, ContainerFault fault) throws IOException {
    List<Candidate> all = new ArrayList<>();
    List<Candidate> present = new ArrayList<>();
    for (YamlSection image : index.items("manifests", MAX_LAYERS).orElse(List.of())) {
      if (!isAttestation(image)) {
        Candidate candidate = new Candidate(image, image.optionalSection("platform"));
        all.add(candidate);
        if (members.has(blob(sha256(image.text("digest"), fault)))) {
          present.add(candidate);
        }
      }
    }
    return present.isEmpty() ? all : present;
  }

  /**
   * Returns whether an entry is an attestation: the build record that buildx stores beside an
   * image.
   */
  private static boolean isAttestation(YamlSection image) throws FaultException {
    return image.optionalSection("platform").isPresent()
        && image.section("platform").optionalText("os").filter("unknown"::equals).isPresent();
  }

  private static YamlSection verified(String digest, TarMembers members, ContainerFault fault)
      throws IOException {
    ContainerLayer.requireDigest(members.bytes(blob(digest)), digest, fault);
    return members.document(blob(digest));
  }

  private static String blob(String digest) {
    return "blobs/sha256/" + digest;
  }

  private static String sha256(String digest, ContainerFault fault) throws FaultException {
    Matcher matcher = SHA256.matcher(digest);
    if (!matcher.matches()) {
      throw fault.corrupt("expected a digest sha256:HEX, found \"" + digest + "\"");
    }
    return matcher.group(1);
  }
}
