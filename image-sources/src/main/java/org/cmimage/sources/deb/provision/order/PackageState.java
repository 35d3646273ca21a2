package org.cmimage.sources.deb.provision.order;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.Dependency;

/**
 * One package of the tree's package database.
 *
 * @param name of the package
 * @param version of the package
 * @param architecture such as {@code arm64} or {@code all}
 * @param essential whether every system must have it
 * @param required whether its priority is {@code required}
 * @param multiArchSame whether its files in the database are named with the architecture
 * @param state the third word of its status, such as {@code unpacked} or {@code installed}
 * @param needs names of its dependencies, with all alternatives
 * @param provides names of virtual packages that it provides
 */
public record PackageState(
    String name,
    String version,
    String architecture,
    boolean essential,
    boolean required,
    boolean multiArchSame,
    String state,
    ImmutableList<String> needs,
    ImmutableList<String> provides) {
  private static final ImmutableList<String> FIELDS =
      ImmutableList.of(
          "Package",
          "Version",
          "Architecture",
          "Essential",
          "Priority",
          "Multi-Arch",
          "Status",
          "Pre-Depends",
          "Depends",
          "Provides");
  private static final TreePath STATUS = TreePath.of("var/lib/dpkg/status");
  private static final int MAX_STATUS = 64 << 20;

  /** Returns whether at most its triggers have yet to run. */
  public boolean isConfigured() {
    return state.equals("installed") || awaitsTriggers();
  }

  /** Returns whether its triggers, or those of a package that it waits for, have yet to run. */
  public boolean awaitsTriggers() {
    return state.startsWith("triggers-");
  }

  /** Returns whether all its files are in the tree. */
  public boolean isUnpacked() {
    return isConfigured() || state.equals("unpacked") || state.equals("half-configured");
  }

  /** Returns the path of a control file of the package in the database, such as its preinst. */
  public TreePath controlFile(String suffix) {
    return TreePath.of(
        "var/lib/dpkg/info/" + name + (multiArchSame ? ":" + architecture : "") + "." + suffix);
  }

  /** Returns the state of a package of a repository's index that is not unpacked. */
  static PackageState of(BinaryPackage binary) {
    BinaryPackage.Relations relations = binary.relations();
    return new PackageState(
        binary.name(),
        binary.version().toString(),
        binary.architecture(),
        binary.traits().essential(),
        binary.traits().priority().equals("required"),
        binary.traits().multiArch().equals("same"),
        "not-installed",
        names(relations.preDepends(), relations.depends()),
        names(relations.provides()));
  }

  /** Reads all packages of the database, in its order. */
  public static List<PackageState> read(Rootfs tree) throws IOException {
    byte[] status =
        tree.read(STATUS, MAX_STATUS)
            .orElseThrow(
                () ->
                    new FaultException(
                        ErrorCode.IMAGE_INCOMPLETE,
                        "cannot configure " + tree.directory(),
                        "it has no package database at " + STATUS,
                        new Remedy.None()));
    List<PackageState> packages = new ArrayList<>();
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(status), STATUS.toString(), FIELDS)) {
      Optional<ControlStanza> stanza = reader.next();
      while (stanza.isPresent()) {
        packages.add(of(stanza.get()));
        stanza = reader.next();
      }
    }
    return packages;
  }

  private static PackageState of(ControlStanza stanza) {
    String status = stanza.get("Status").orElse("");
    return new PackageState(
        stanza.get("Package").orElse(""),
        stanza.get("Version").orElse(""),
        stanza.get("Architecture").orElse(""),
        stanza.get("Essential").filter("yes"::equals).isPresent(),
        stanza.get("Priority").filter("required"::equals).isPresent(),
        stanza.get("Multi-Arch").filter("same"::equals).isPresent(),
        status.substring(status.lastIndexOf(' ') + 1),
        names(stanza.get("Pre-Depends").orElse(""), stanza.get("Depends").orElse("")),
        names(stanza.get("Provides").orElse("")));
  }

  /** Returns the names of all alternatives, so that the installed one is found. */
  private static ImmutableList<String> names(String... fields) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (String field : fields) {
      for (Dependency dependency : Dependency.parseList(field)) {
        dependency.alternatives().forEach(relation -> names.add(relation.name()));
      }
    }
    return names.build();
  }
}
