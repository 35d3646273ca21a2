package org.cmimage.core;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * A request for components of one architecture and distribution.
 *
 * @param archOs the components' architecture and distribution
 * @param components the kinds of trees; none where all exist and only the archOS stage is requested
 * @param origin the origin of the trees
 * @param bindsArchOs whether the archOS stage follows, which binds the three components of an
 *     architecture and distribution for nodes
 * @param force whether existing trees are replaced
 */
public record ImageRequest(
    ArchOs archOs,
    Set<ComponentKind> components,
    ComponentOrigin origin,
    boolean bindsArchOs,
    boolean force) {

  public ImageRequest {
    if (components.isEmpty() && !bindsArchOs) {
      throw new IllegalArgumentException("a request for nothing");
    }
    if (origin instanceof ComponentOrigin.Archives archives
        && !archives.byComponent().keySet().containsAll(components)) {
      throw new IllegalArgumentException(
          "archives of " + archives.byComponent().keySet() + " for " + components);
    }
    components = ordered(components);
  }

  private static Set<ComponentKind> ordered(Set<ComponentKind> kinds) {
    return kinds.isEmpty() ? ImmutableSet.of() : ImmutableSet.copyOf(EnumSet.copyOf(kinds));
  }

  private static ImageRequest of(
      ArchOs archOs, Set<ComponentKind> components, ComponentOrigin origin) {
    boolean all = components.containsAll(EnumSet.allOf(ComponentKind.class));
    return new ImageRequest(archOs, components, origin, all, false);
  }

  /**
   * Makes a builder of a request to make {@code components} from nothing. Where these are all
   * three, the archOS stage follows, as with the other requests.
   */
  public static Builder bootstrap(ArchOs archOs, ComponentKind first, ComponentKind... more) {
    return new Builder(archOs, EnumSet.of(first, more));
  }

  /** Makes a request to import components from archives that were made elsewhere. */
  public static ImageRequest importing(
      ArchOs archOs, Map<ComponentKind, ComponentOrigin.Archive> archives) {
    return of(archOs, archives.keySet(), new ComponentOrigin.Archives(archives));
  }

  /** Makes a request to register {@code components} whose trees are in their places already. */
  public static ImageRequest adding(ArchOs archOs, ComponentKind first, ComponentKind... more) {
    return of(archOs, EnumSet.of(first, more), new ComponentOrigin.Directories());
  }

  /** Makes a request to change the packages of an existing component. */
  public static ImageRequest changing(ComponentName component, ComponentOrigin.Change change) {
    return new ImageRequest(
        component.archOs(), Set.of(component.kind()), change.of(component), false, true);
  }

  /** Makes a request for the archOS stage alone. */
  public static ImageRequest binding(ArchOs archOs) {
    return new ImageRequest(archOs, Set.of(), new ComponentOrigin.Directories(), true, false);
  }

  /** Returns a copy with the archOS stage at its end. */
  public ImageRequest thenBinding() {
    return new ImageRequest(archOs, components, origin, true, force);
  }

  /** Returns a copy with another setting of {@link #force}. */
  public ImageRequest withForce(boolean value) {
    return new ImageRequest(archOs, components, origin, bindsArchOs, value);
  }

  /** Returns a copy without some of its components; empty where no component is left. */
  public Optional<ImageRequest> without(Set<ComponentKind> kinds) {
    EnumSet<ComponentKind> left = EnumSet.noneOf(ComponentKind.class);
    components.stream().filter(kind -> !kinds.contains(kind)).forEach(left::add);
    return left.isEmpty() && !bindsArchOs
        ? Optional.empty()
        : Optional.of(new ImageRequest(archOs, left, origin, bindsArchOs, force));
  }

  /** Returns the names of the requested components, in the order they are made. */
  public List<ComponentName> names() {
    Optional<ComponentName.Place> place =
        origin instanceof ComponentOrigin.Change change ? change.place() : Optional.empty();
    return components.stream().map(kind -> new ComponentName(kind, archOs, place)).toList();
  }

  /**
   * A builder of requests to make images; all options are off or empty at first, except
   * acceleration.
   */
  public static final class Builder {
    private final ArchOs archOs;
    private final Set<ComponentKind> components;
    private List<String> baseRepositories = List.of();
    private PackageSources.Additional additionalRepositories = PackageSources.Additional.NONE;
    private Optional<String> preferences = Optional.empty();
    private List<String> additionalPackages = List.of();
    private List<String> excludedPackages = List.of();
    private boolean airGapped;
    private boolean force;
    private boolean registerBinfmt;
    private Acceleration acceleration = Acceleration.AUTO;
    private List<String> sources = List.of();
    private Optional<Path> preInstallScript = Optional.empty();
    private Optional<Path> lock = Optional.empty();
    private Optional<String> nodeImage = Optional.empty();
    private Optional<String> kernel = Optional.empty();

    private Builder(ArchOs archOs, Set<ComponentKind> components) {
      this.archOs = archOs;
      this.components = components;
    }

    /** Starts from the content of a source, as {@link ComponentOrigin.Source}. */
    public Builder source(String location) {
      return sources(List.of(location));
    }

    /**
     * Starts from the content of these sources, as {@link ComponentOrigin.Source}; from nothing if
     * empty.
     */
    public Builder sources(List<String> locations) {
      this.sources = locations;
      return this;
    }

    /** Uses these repositories, as {@link PackageSources#base()}, instead of the distribution's. */
    public Builder baseRepositories(List<String> locations) {
      this.baseRepositories = locations;
      return this;
    }

    /** Adds these repositories. */
    public Builder additionalRepositories(PackageSources.Additional value) {
      this.additionalRepositories = value;
      return this;
    }

    /** Uses the preferences in this file or directory of apt_preferences(5), a path or URL. */
    public Builder preferences(String location) {
      this.preferences = Optional.of(location);
      return this;
    }

    /** Installs these packages in addition to the catalog's set. */
    public Builder additionalPackages(List<String> names) {
      this.additionalPackages = names;
      return this;
    }

    /** Excludes these packages. */
    public Builder excludedPackages(List<String> names) {
      this.excludedPackages = names;
      return this;
    }

    /** Forbids the use of the network. */
    public Builder airGapped(boolean value) {
      this.airGapped = value;
      return this;
    }

    /** Replaces existing trees. */
    public Builder force(boolean value) {
      this.force = value;
      return this;
    }

    /** Allows a global binfmt_misc handler during the run. */
    public Builder registerBinfmt(boolean value) {
      this.registerBinfmt = value;
      return this;
    }

    /** Sets whether foreign programs may run natively. */
    public Builder acceleration(Acceleration value) {
      this.acceleration = value;
      return this;
    }

    /** Makes a cm-shared tree for nodes of the image at this path of the cluster. */
    public Builder nodeImage(String path) {
      this.nodeImage = Optional.of(path);
      return this;
    }

    /**
     * Installs this kernel in systems: a flavour of the catalog, such as {@code 64k}, or a package.
     */
    public Builder kernel(String name) {
      this.kernel = Optional.of(name);
      return this;
    }

    /** Runs this program in systems before their packages are configured. */
    public Builder preInstallScript(Path file) {
      this.preInstallScript = Optional.of(file);
      return this;
    }

    /** Installs the versions in this file, or writes the installed ones to it. */
    public Builder lock(Path file) {
      this.lock = Optional.of(file);
      return this;
    }

    /** Builds the request. */
    public ImageRequest build() {
      ComponentOrigin.Repositories packages =
          new ComponentOrigin.Repositories(
              new PackageSources(baseRepositories, additionalRepositories, preferences, airGapped),
              additionalPackages,
              excludedPackages,
              registerBinfmt,
              acceleration,
              preInstallScript,
              lock,
              nodeImage,
              kernel);
      ComponentOrigin origin =
          sources.isEmpty() ? packages : new ComponentOrigin.Source(sources, packages);
      return of(archOs, components, origin).withForce(force);
    }
  }
}
