package org.cmimage.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * One component of one architecture and distribution, and the names that follow from it, or those
 * that an administrator gave it.
 *
 * @param kind which component
 * @param archOs what it is for
 * @param place the names it has instead; empty where kind, architecture and distribution give them
 */
public record ComponentName(ComponentKind kind, ArchOs archOs, Optional<Place> place) {
  /**
   * Where a component stands that an administrator named, such as the clone of an image.
   *
   * @param name what it is called
   * @param path the tree's, an absolute path of the cluster
   */
  public record Place(String name, String path) {}

  /** Names a component as its kind, architecture and distribution do. */
  public ComponentName(ComponentKind kind, ArchOs archOs) {
    this(kind, archOs, Optional.empty());
  }

  /** Returns the same component with the names of an administrator. */
  public ComponentName at(String name, String path) {
    return new ComponentName(kind, archOs, Optional.of(new Place(name, path)));
  }

  /**
   * The component whose tree stands at {@code path} by {@link #path()}, or empty when that is no
   * component's path.
   */
  public static Optional<ComponentName> ofPath(String path) {
    return Arrays.stream(ComponentKind.values())
        .flatMap(kind -> prefixed(kind, path).stream())
        .filter(component -> component.path().equals(path))
        .findFirst();
  }

  /** The component of that {@link #name()}, or empty when the text is no component's name. */
  public static Optional<ComponentName> find(String name) {
    return Arrays.stream(ComponentKind.values())
        .flatMap(kind -> prefixed(kind, directory(kind) + name).stream())
        .findFirst();
  }

  /**
   * The component that an entity of this name is or is a part of, by {@link #find} or {@link
   * #ofPath}: images are called by their names, parts by their paths.
   */
  public static Optional<ComponentName> ofEntity(String name) {
    return find(name).or(() -> ofPath(name));
  }

  private static Optional<ComponentName> prefixed(ComponentKind kind, String path) {
    String prefix = directory(kind) + prefix(kind);
    return path.startsWith(prefix)
        ? ArchOs.find(path.substring(prefix.length()))
            .map(archOs -> new ComponentName(kind, archOs))
        : Optional.empty();
  }

  /**
   * The entity's and the directory's name: {@code default-image-debian12-aarch64}, {@code
   * node-installer-…}, {@code shared-…}.
   */
  public String name() {
    return place.map(Place::name).orElseGet(() -> prefix(kind) + archOs);
  }

  /**
   * Where the tree stands in the cluster, an absolute path below the cluster's root: {@code
   * /cm/images/…} or {@code /cm/…}.
   */
  public String path() {
    return place.map(Place::path).orElseGet(() -> directory(kind) + name());
  }

  /**
   * The category that nodes of this architecture and distribution are put in: {@code
   * default-<distro>-<arch>}.
   */
  public String categoryName() {
    return "default-" + archOs;
  }

  private static String prefix(ComponentKind kind) {
    return switch (kind) {
      case SOFTWARE_IMAGE -> "default-image-";
      case NODE_INSTALLER -> "node-installer-";
      case CM_SHARED -> "shared-";
    };
  }

  private static String directory(ComponentKind kind) {
    return switch (kind) {
      case SOFTWARE_IMAGE -> "/cm/images/";
      case NODE_INSTALLER, CM_SHARED -> "/cm/";
    };
  }

  @Override
  public String toString() {
    return kind.label() + " " + name();
  }
}
