package org.cmimage.core;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * What is asked for: components of one architecture and distribution, made from its package
 * repositories.
 *
 * @param archOs what the components are made for
 * @param components which trees
 * @param baseRepository an apt sources file, as a path or URL, to use instead of the catalog's
 *     repositories
 * @param additionalPackages installed beside the catalog's set; in a cm-shared tree only where no
 *     other component is asked for
 * @param excludedPackages never installed; what depends on them is told they are there
 * @param airGapped no connectivity check and no network: the cache and {@code file:} repositories
 *     must do
 * @param force replace what is there
 * @param registerBinfmt a handler may be registered on the whole head node where the kernel has no
 *     private ones
 * @param acceleration whether foreign programs may run natively
 */
public record ImageRequest(
    ArchOs archOs,
    Set<ComponentKind> components,
    Optional<String> baseRepository,
    List<String> additionalPackages,
    List<String> excludedPackages,
    boolean airGapped,
    boolean force,
    boolean registerBinfmt,
    Acceleration acceleration) {

  public ImageRequest {
    if (components.isEmpty()) {
      throw new IllegalArgumentException("a request without components");
    }
    components = ImmutableSet.copyOf(EnumSet.copyOf(components));
    additionalPackages = ImmutableList.copyOf(additionalPackages);
    excludedPackages = ImmutableList.copyOf(excludedPackages);
  }

  /** A request to make {@code components} from nothing. */
  public static Builder bootstrap(ArchOs archOs, ComponentKind first, ComponentKind... more) {
    return new Builder(archOs, EnumSet.of(first, more));
  }

  /** The names of what is asked for, in the order they are made. */
  public List<ComponentName> names() {
    return components.stream().map(kind -> new ComponentName(kind, archOs)).toList();
  }

  /** Collects the options of a request; each is off or empty at first, but acceleration. */
  public static final class Builder {
    private final ArchOs archOs;
    private final Set<ComponentKind> components;
    private Optional<String> baseRepository = Optional.empty();
    private List<String> additionalPackages = List.of();
    private List<String> excludedPackages = List.of();
    private boolean airGapped;
    private boolean force;
    private boolean registerBinfmt;
    private Acceleration acceleration = Acceleration.AUTO;

    private Builder(ArchOs archOs, Set<ComponentKind> components) {
      this.archOs = archOs;
      this.components = components;
    }

    /** Use the repositories of this apt sources file, a path or URL. */
    public Builder baseRepository(String location) {
      this.baseRepository = Optional.of(location);
      return this;
    }

    /** Install these beside the catalog's set. */
    public Builder additionalPackages(List<String> names) {
      this.additionalPackages = names;
      return this;
    }

    /** Do not install these. */
    public Builder excludedPackages(List<String> names) {
      this.excludedPackages = names;
      return this;
    }

    /** Do not touch the network. */
    public Builder airGapped(boolean value) {
      this.airGapped = value;
      return this;
    }

    /** Replace what is there. */
    public Builder force(boolean value) {
      this.force = value;
      return this;
    }

    /** Allow a global binfmt_misc handler for the length of the run. */
    public Builder registerBinfmt(boolean value) {
      this.registerBinfmt = value;
      return this;
    }

    /** Whether foreign programs may run natively. */
    public Builder acceleration(Acceleration value) {
      this.acceleration = value;
      return this;
    }

    /** The request. */
    public ImageRequest build() {
      return new ImageRequest(
          archOs,
          components,
          baseRepository,
          additionalPackages,
          excludedPackages,
          airGapped,
          force,
          registerBinfmt,
          acceleration);
    }
  }
}
