package org.cmimage.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.model.ComponentName;

/**
 * Where a cluster's files are. Everything is below one root, {@code /} on a head node, so that a
 * whole cluster fits in a scratch directory.
 *
 * @param root absolute and normalised
 */
public record ClusterLayout(Path root) {
  private static final String IMAGES = "/cm/images/";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,199}");

  /** What may be in a path whose separators become plus signs, with which no other name begins. */
  private static final Pattern JOINED = Pattern.compile("[A-Za-z0-9@._/-]{1,200}");

  public ClusterLayout {
    root = root.toAbsolutePath().normalize();
  }

  /** The layout of the head node itself. */
  public static ClusterLayout ofHeadNode() {
    return new ClusterLayout(Path.of("/"));
  }

  /** The layout of a cluster whose root is {@code root}. */
  public static ClusterLayout below(Path root) {
    return new ClusterLayout(root);
  }

  /** Returns whether there is any sign of a cluster below the root: trees, configuration, state. */
  public boolean hasCluster() {
    return Stream.of("/cm", "/etc/cm-image", "/var/lib/cm-image")
        .anyMatch(path -> Files.exists(resolve(path), LinkOption.NOFOLLOW_LINKS));
  }

  /** Where an absolute path of the cluster is on this machine. */
  public Path resolve(String clusterPath) {
    Path path = root.resolve(clusterPath.replaceFirst("^/+", "")).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException("path leaves the cluster's root: " + clusterPath);
    }
    return path;
  }

  /**
   * Returns what files about a component are called: the name that its kind, architecture and
   * distribution give it where it stands where they say, else what its path gives. The names of
   * administrators need not be unique, nor fit for files.
   */
  public static String recordName(ComponentName component) {
    return recordName(component.path());
  }

  /**
   * Returns what files about a tree are called.
   *
   * @param path the tree's in the cluster, absolute
   */
  public static String recordName(String path) {
    return ComponentName.ofPath(path)
        .map(ComponentName::name)
        .or(
            () ->
                Optional.of(path)
                    .filter(ClusterLayout::isPlain)
                    .map(p -> p.substring(IMAGES.length())))
        .or(() -> Optional.of(path).filter(JOINED.asMatchPredicate()).map(p -> p.replace('/', '+')))
        .orElseGet(() -> Hashing.sha256().hashString(path, UTF_8).toString());
  }

  private static boolean isPlain(String path) {
    return path.startsWith(IMAGES)
        && PLAIN.matcher(path.substring(IMAGES.length())).matches()
        && ComponentName.find(path.substring(IMAGES.length())).isEmpty();
  }

  /** Where a component's tree is published. */
  public Path tree(ComponentName component) {
    return resolve(component.path());
  }

  /** The configuration file; it need not exist. */
  public Path configuration() {
    return resolve("/etc/cm-image/cm-image.yaml");
  }

  /** Distribution files here override the built-in catalog. */
  public Path distributions() {
    return resolve("/etc/cm-image/distros");
  }

  /** Keyrings here override the built-in ones of the same file name. */
  public Path keyrings() {
    return resolve("/etc/cm-image/keyrings");
  }

  /** The entity store. */
  public Path store() {
    return resolve("/var/lib/cm-image/cluster.db");
  }

  /** Journals of unfinished runs, one file a component. */
  public Path journals() {
    return resolve("/var/lib/cm-image/journal");
  }

  /** How long the making of each component took, one file a component. */
  public Path timings() {
    return resolve("/var/lib/cm-image/timings");
  }

  /** What the published trees consisted of when they were made, one mtree(5) file a component. */
  public Path manifests() {
    return resolve("/var/lib/cm-image/manifests");
  }

  /** What a component's tree was when it was published, in the form of mtree(5). */
  public Path manifest(ComponentName component) {
    return manifest(component.path());
  }

  /**
   * What a tree was when it was published.
   *
   * @param path the tree's in the cluster, absolute
   */
  public Path manifest(String path) {
    return manifests().resolve(recordName(path) + ".mtree");
  }

  /** The content-addressed cache shared by all builds. */
  public Path cache() {
    return resolve("/var/cache/cm-image");
  }

  /** The log with one line an event. */
  public Path log() {
    return resolve("/var/log/cm-image.log");
  }

  /** The log with everything that guest programs printed while a component was made. */
  public Path log(ComponentName component) {
    return log(component.path());
  }

  /**
   * The same of a tree that is no component by its path, such as the clone of an image.
   *
   * @param path the tree's in the cluster, absolute
   */
  public Path log(String path) {
    return resolve("/var/log/cm-image-" + recordName(path) + ".log");
  }
}
