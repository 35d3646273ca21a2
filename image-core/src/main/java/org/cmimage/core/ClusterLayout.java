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
 * The paths of a cluster's files. All are below one root, {@code /} on a head node, so that a whole
 * cluster fits in a scratch directory.
 *
 * @param root absolute and normalised
 */
public record ClusterLayout(Path root) {
  private static final String IMAGES = "/cm/images/";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,199}");

  /** The paths whose separators become plus signs, with which no other name begins. */
  private static final Pattern JOINED = Pattern.compile("[A-Za-z0-9@._/-]{1,200}");

  public ClusterLayout {
    root = root.toAbsolutePath().normalize();
  }

  /** Returns the layout of the head node itself. */
  public static ClusterLayout ofHeadNode() {
    return new ClusterLayout(Path.of("/"));
  }

  /** Returns the layout of a cluster with this root. */
  public static ClusterLayout below(Path root) {
    return new ClusterLayout(root);
  }

  /**
   * Returns whether there is a part of a cluster below the root: trees, configuration, or state.
   */
  public boolean hasCluster() {
    return Stream.of("/cm", "/etc/cm-image", "/var/lib/cm-image")
        .anyMatch(path -> Files.exists(resolve(path), LinkOption.NOFOLLOW_LINKS));
  }

  /** Returns the path on this machine of an absolute path of the cluster. */
  public Path resolve(String clusterPath) {
    Path path = root.resolve(clusterPath.replaceFirst("^/+", "")).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException("path leaves the cluster's root: " + clusterPath);
    }
    return path;
  }

  /**
   * Returns where a path of this machine is in the cluster: below its root, else the path itself,
   * which is taken for one of the cluster already.
   */
  public String inCluster(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    return whole.startsWith(root())
        ? Path.of("/").resolve(root().relativize(whole)).toString()
        : whole.toString();
  }

  /**
   * Returns the name of a component's files: its default name where it has the default name and
   * path, else a name made of its path, because names that administrators choose need not be
   * unique, nor valid file names.
   */
  public static String recordName(ComponentName component) {
    return recordName(component.path());
  }

  /**
   * Returns the name of a tree's files.
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

  /** Returns the path of a component's published tree. */
  public Path tree(ComponentName component) {
    return resolve(component.path());
  }

  /** Returns the configuration file; it need not exist. */
  public Path configuration() {
    return resolve("/etc/cm-image/cm-image.yaml");
  }

  /** Returns the directory of distribution files that override the built-in catalog. */
  public Path distributions() {
    return resolve("/etc/cm-image/distros");
  }

  /** Returns the directory of keyrings that override the built-in ones of the same file name. */
  public Path keyrings() {
    return resolve("/etc/cm-image/keyrings");
  }

  /** Returns the path of the entity store. */
  public Path store() {
    return resolve("/var/lib/cm-image/cluster.db");
  }

  /** Returns the lock of those who apply the cluster's entities to the head node. */
  public Path effectLock() {
    return resolve("/var/lib/cm-image/effect.lock");
  }

  /**
   * Returns the former content of a file that was changed when entities were applied.
   *
   * @param path the file's in the cluster, absolute
   */
  public Path backup(String path) {
    return resolve("/var/lib/cm-image/backup").resolve(recordName(path));
  }

  /** Returns the record of the copies that nodes fetch when they boot. */
  public Path servedRecord() {
    return resolve("/var/lib/cm-image/served");
  }

  /** Returns the directory of journals of unfinished runs, one file a component. */
  public Path journals() {
    return resolve("/var/lib/cm-image/journal");
  }

  /** Returns the directory of the times that making each component took, one file a component. */
  public Path timings() {
    return resolve("/var/lib/cm-image/timings");
  }

  /** Returns the directory of manifests of the published trees, one mtree(5) file a component. */
  public Path manifests() {
    return resolve("/var/lib/cm-image/manifests");
  }

  /**
   * Returns the manifest of a component's tree when it was published, in the format of mtree(5).
   */
  public Path manifest(ComponentName component) {
    return manifest(component.path());
  }

  /**
   * Returns the manifest of a tree when it was published.
   *
   * @param path the tree's in the cluster, absolute
   */
  public Path manifest(String path) {
    return manifests().resolve(recordName(path) + ".mtree");
  }

  /** Returns the content-addressed cache shared by all builds. */
  public Path cache() {
    return resolve("/var/cache/cm-image");
  }

  /** Returns the directory of the disks of machines that images are booted in for a trial. */
  public Path bootTrials() {
    return cache().resolve("boot");
  }

  /** Returns the log with one line an event. */
  public Path log() {
    return resolve("/var/log/cm-image.log");
  }

  /** Returns the log with the whole output of guest programs while a component was made. */
  public Path log(ComponentName component) {
    return log(component.path());
  }

  /**
   * Returns the log of a tree whose path is no component's, such as the clone of an image.
   *
   * @param path the tree's in the cluster, absolute
   */
  public Path log(String path) {
    return resolve("/var/log/cm-image-" + recordName(path) + ".log");
  }
}
