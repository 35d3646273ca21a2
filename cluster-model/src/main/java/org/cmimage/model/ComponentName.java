package org.cmimage.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * A component of one architecture and distribution, with its names: the default ones, which follow
 * from kind, architecture and distribution, or those an administrator chose.
 *
 * @param kind which component
 * @param archOs the architecture and distribution it is for
 * @param place the names an administrator chose; empty for the default names
 */
public record ComponentName(ComponentKind kind, ArchOs archOs, Optional<Place> place) {
  /**
   * The name and location an administrator chose for a component, such as the clone of an image.
   *
   * @param name the entity's name
   * @param path the tree's, an absolute path of the cluster
   */
  public record Place(String name, String path) {}

  /** Makes the name with the defaults of its kind, architecture and distribution. */
  public ComponentName(ComponentKind kind, ArchOs archOs) {
    this(kind, archOs, Optional.empty());
  }

  /** Returns the same component with the name and path an administrator chose. */
  public ComponentName at(String name, String path) {
    return new ComponentName(kind, archOs, Optional.of(new Place(name, path)));
  }

  /**
   * Returns the component whose default {@link #path()} is {@code path}, or empty when that is no
   * component's path.
   */
  public static Optional<ComponentName> ofPath(String path) {
    return Arrays.stream(ComponentKind.values())
        .flatMap(kind -> prefixed(kind, path).stream())
        .filter(component -> component.path().equals(path))
        .findFirst();
  }

  /**
   * Returns the component whose default {@link #name()} is {@code name}, or empty when the text is
   * no component's name.
   */
  public static Optional<ComponentName> find(String name) {
    return Arrays.stream(ComponentKind.values())
        .flatMap(kind -> prefixed(kind, directory(kind) + name).stream())
        .findFirst();
  }

  /**
   * Returns the component that an entity of this name is, or is a part of, by {@link #find} or
   * {@link #ofPath}: images have names, parts have paths.
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
   * Returns the entity's and the directory's name: {@code default-image-debian12-aarch64}, {@code
   * node-installer-…}, {@code shared-…}.
   */
  public String name() {
    return place.map(Place::name).orElseGet(() -> prefix(kind) + archOs);
  }

  /**
   * Returns the tree's location in the cluster, an absolute path below the cluster's root: {@code
   * /cm/images/…} or {@code /cm/…}.
   */
  public String path() {
    return place.map(Place::path).orElseGet(() -> directory(kind) + name());
  }

  /**
   * Returns the default category of nodes of this architecture and distribution: {@code
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
