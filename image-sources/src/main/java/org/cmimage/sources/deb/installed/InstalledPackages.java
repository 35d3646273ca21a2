package org.cmimage.sources.deb.installed;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * The packages in the database of a tree, including those of which only configuration files remain.
 * Immutable.
 */
public final class InstalledPackages {
  private static final TreePath STATUS = TreePath.of("var/lib/dpkg/status");
  private static final TreePath ARCHITECTURES = TreePath.of("var/lib/dpkg/arch");
  private static final TreePath UPDATES = TreePath.of("var/lib/dpkg/updates");
  private static final Pattern UPDATE = Pattern.compile("\\d+");
  private static final int MAX_STATUS = 64 << 20;
  private static final int MAX_ARCHITECTURES = 4096;

  private final String architecture;
  private final ImmutableList<String> foreign;
  private final boolean interrupted;
  private final ImmutableList<InstalledPackage> all;
  private final ImmutableMap<String, InstalledPackage> byName;

  private InstalledPackages(
      String architecture, List<String> foreign, boolean interrupted, List<InstalledPackage> all) {
    this.architecture = architecture;
    this.foreign = ImmutableList.copyOf(foreign);
    this.interrupted = interrupted;
    this.all = ImmutableList.copyOf(all);
    Map<String, InstalledPackage> named = new HashMap<>();
    for (InstalledPackage each : all) {
      if (!isForeign(each)) {
        named.put(each.name(), each);
      }
    }
    this.byName = ImmutableMap.copyOf(named);
  }

  /**
   * Reads the database of a tree.
   *
   * @param architecture the tree's own, as Debian names it
   * @throws FaultException {@link ErrorCode#IMAGE_INCOMPLETE} if there is none, {@link
   *     ErrorCode#SOURCE_CORRUPT} if it cannot be parsed
   */
  public static InstalledPackages read(TreeView tree, String architecture) throws IOException {
    byte[] status = tree.read(STATUS, MAX_STATUS).orElseThrow(InstalledPackages::noDatabase);
    List<String> foreign =
        tree.read(ARCHITECTURES, MAX_ARCHITECTURES).stream()
            .flatMap(bytes -> new String(bytes, StandardCharsets.UTF_8).lines())
            .map(String::strip)
            .filter(word -> !word.isEmpty() && !word.equals(architecture))
            .toList();
    boolean interrupted =
        tree.list(UPDATES).stream()
            .anyMatch(
                path -> UPDATE.matcher(new String(path.name(), StandardCharsets.UTF_8)).matches());
    return new InstalledPackages(
        architecture, foreign, interrupted, new DatabaseReader(STATUS.toString()).read(status));
  }

  private static FaultException noDatabase() {
    return new FaultException(
        ErrorCode.IMAGE_INCOMPLETE,
        "cannot read the packages of the tree",
        "it has no package database at " + STATUS,
        new Remedy.None());
  }

  /** Returns the architecture of the tree, as Debian names it. */
  public String architecture() {
    return architecture;
  }

  /** Returns the other architectures whose packages dpkg may install in the tree. */
  public List<String> foreignArchitectures() {
    return foreign;
  }

  /**
   * Returns whether dpkg was interrupted in the tree, so that the database is incomplete without
   * its journal ({@code var/lib/dpkg/updates}).
   */
  public boolean isInterrupted() {
    return interrupted;
  }

  /** Returns all packages in the order of the database, including those of other architectures. */
  public List<InstalledPackage> all() {
    return all;
  }

  /**
   * Returns the package of a name, of the tree's own architecture or of {@code all}; empty for
   * none.
   */
  public Optional<InstalledPackage> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns whether a package is neither of the tree's own architecture nor of {@code all}. */
  public boolean isForeign(InstalledPackage each) {
    String its = each.binary().architecture();
    return !its.equals(architecture) && !its.equals("all");
  }
}
