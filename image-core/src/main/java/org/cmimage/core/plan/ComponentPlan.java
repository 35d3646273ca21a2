package org.cmimage.core.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.preinstall.PreInstallScript;
import org.cmimage.core.record.Stage;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.PlannedChange;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.model.ComponentName;

/**
 * The plan for one component.
 *
 * @param component the component
 * @param making how its tree is made
 * @param exists whether there is a tree at its place already, other than one that an interrupted
 *     run with the same inputs published
 * @param finished the stages that an interrupted run with the same inputs finished and this one
 *     will skip
 * @param planning the time that planning took
 */
public record ComponentPlan(
    ComponentName component,
    Making making,
    boolean exists,
    Set<Stage> finished,
    Duration planning) {

  public ComponentPlan {
    finished = Set.copyOf(finished);
  }

  /** The way a tree is made, which determines its stages. */
  public sealed interface Making {
    /** Returns a digest over everything that determines the tree; empty where it exists already. */
    Optional<String> digest();

    /** Returns where the files come from; empty where they are there. */
    Optional<TreeSource> files();

    /** Calls the method of {@code handler} for trees that are made like this. */
    <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

    /**
     * A case for each way, so that a new one does not compile where it is not handled.
     *
     * @param <R> what is made of a way
     * @param <X> what the cases throw
     */
    interface Handler<R, X extends Exception> {
      R install(Install making) throws X;

      R extract(Extract making) throws X;

      R adopt(Adopt making) throws X;
    }
  }

  /**
   * Installed from packages: UNPACK to REGISTER.
   *
   * @param installation the resolved packages
   * @param options how they are installed
   * @param execution how the image's programs will run; empty where none of them is run
   * @param base the tree they are installed on top of; empty where there is none
   * @param script a program that runs before they are configured
   */
  public record Install(
      PackageInstallation installation,
      ComponentOrigin.Repositories options,
      Optional<GuestSessions.Execution> execution,
      Optional<BaseTree> base,
      Optional<PreInstallScript> script)
      implements Making {
    /** Returns the source of base and packages. */
    public TreeSource source() {
      return base.isPresent() ? new LayeredTree(base.get(), installation) : installation;
    }

    @Override
    public Optional<String> digest() {
      String files = source().digest();
      return Optional.of(script.map(one -> files + " " + one.digest()).orElse(files));
    }

    @Override
    public Optional<TreeSource> files() {
      return Optional.of(source());
    }

    @Override
    public <R, X extends Exception> R accept(Making.Handler<R, X> handler) throws X {
      return handler.install(this);
    }
  }

  /** Extracted from an archive of a finished tree: the same stages, except PROVISION. */
  public record Extract(TreeSource archive) implements Making {
    @Override
    public Optional<String> digest() {
      return Optional.of(archive.digest());
    }

    @Override
    public Optional<TreeSource> files() {
      return Optional.of(archive);
    }

    @Override
    public <R, X extends Exception> R accept(Making.Handler<R, X> handler) throws X {
      return handler.extract(this);
    }
  }

  /** Exists already, and is left unchanged: VERIFY and REGISTER. */
  public record Adopt() implements Making {
    @Override
    public Optional<String> digest() {
      return Optional.empty();
    }

    @Override
    public Optional<TreeSource> files() {
      return Optional.empty();
    }

    @Override
    public <R, X extends Exception> R accept(Making.Handler<R, X> handler) throws X {
      return handler.adopt(this);
    }
  }

  /** Returns the source of the files; empty where the tree exists already. */
  public Optional<TreeSource> source() {
    return making.files();
  }

  /** Returns how the image's programs will run; empty where none of them is run. */
  public Optional<GuestSessions.Execution> execution() {
    return making instanceof Install install ? install.execution() : Optional.empty();
  }

  /**
   * Returns the packages to install, sorted by name; none where the tree is not made of packages.
   */
  public List<PlannedPackage> packages() {
    return making instanceof Install install ? install.installation().packages() : List.of();
  }

  /** Returns the changes to the packages of the tree, sorted by name; none where there are none. */
  public List<PlannedChange> changes() {
    return making instanceof Install install ? install.installation().changes() : List.of();
  }

  /** Returns the number of bytes that the cache lacks. */
  public long bytesToFetch() {
    return packages().stream()
        .filter(p -> !p.cached())
        .mapToLong(PlannedPackage::downloadBytes)
        .sum();
  }

  /**
   * Returns the number of bytes that the tree will take: by the sizes in the packages, in addition
   * to its base.
   */
  public long installedBytes() {
    long base =
        making instanceof Install install ? install.base().map(BaseTree::bytes).orElse(0L) : 0;
    return base + packages().stream().mapToLong(PlannedPackage::installedBytes).sum();
  }
}
