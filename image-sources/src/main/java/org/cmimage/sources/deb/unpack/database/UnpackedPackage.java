package org.cmimage.sources.deb.unpack.database;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.archive.ControlMember;
import org.cmimage.sources.deb.control.ControlData;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;

/** A package that is being unpacked: its control data, and the paths that it owns. */
public final class UnpackedPackage {
  private final ControlStanza control;
  private final String name;
  private final String dbName;
  private final DebVersion version;
  private final long time;
  private final List<Relation> replaces;
  private final Conffiles conffiles;
  private final Optional<FileSums> sums;
  private final List<TreePath> paths = new ArrayList<>();

  /** Paths that another package took over. */
  private final Set<TreePath> lost = new HashSet<>();

  private UnpackedPackage(
      ControlStanza control, Map<String, ControlMember> members, Path archive, UnpackRules rules)
      throws IOException {
    this.control = control;
    this.name = field(control, "Package", "[a-z0-9][a-z0-9+.-]+", archive);
    String architecture = field(control, "Architecture", "[a-z0-9-]+", archive);
    boolean same = control.get("Multi-Arch").filter("same"::equals).isPresent();
    this.dbName = same ? name + ":" + architecture : name;
    this.time = Objects.requireNonNull(members.get("control")).mtime();
    try {
      this.version = DebVersion.parse(field(control, "Version", "\\S+", archive));
      this.replaces =
          control.get("Replaces").map(Dependency::parseList).orElse(List.of()).stream()
              .flatMap(dependency -> dependency.alternatives().stream())
              .collect(ImmutableList.toImmutableList());
    } catch (IllegalArgumentException e) {
      throw PackageFault.corrupt(name, String.valueOf(e.getMessage()));
    }
    this.sums = members.containsKey("md5sums") ? Optional.empty() : Optional.of(new FileSums());
    ControlMember list = members.get("conffiles");
    this.conffiles =
        Conffiles.parse(
            name,
            list == null ? new byte[0] : list.content(),
            path -> rules.isBase(name) || rules.guarded().contains(path));
  }

  /**
   * Reads the control files of a package.
   *
   * @throws FaultException also if it is for another architecture
   */
  public static UnpackedPackage of(
      Map<String, ControlMember> members,
      Path archive,
      Architecture architecture,
      UnpackRules rules)
      throws IOException {
    byte[] text = Objects.requireNonNull(members.get("control")).content();
    Optional<ControlStanza> control;
    try (ControlReader reader =
        ControlData.reader(new ByteArrayInputStream(text), archive.toString(), List.of())) {
      control = reader.next();
    }
    UnpackedPackage result =
        new UnpackedPackage(
            control.orElseThrow(
                () -> PackageFault.corrupt(archive.toString(), "its control file is empty")),
            members,
            archive,
            rules);
    String found = result.control.get("Architecture").orElse("");
    if (!found.equals("all") && !found.equals(architecture.debianName())) {
      throw new FaultException(
          ErrorCode.ARCH_OS_MISMATCH,
          "cannot unpack package " + result.name,
          "expected architecture " + architecture.debianName() + " or all, found " + found,
          new Remedy.None());
    }
    return result;
  }

  private static String field(ControlStanza control, String field, String form, Path archive)
      throws FaultException {
    return control
        .get(field)
        .filter(value -> value.matches(form))
        .orElseThrow(
            () -> PackageFault.corrupt(archive.toString(), "it has no valid field " + field));
  }

  /** Returns the package's control file. */
  public ControlStanza control() {
    return control;
  }

  /** Returns the package's name. */
  public String name() {
    return name;
  }

  /**
   * Returns its name in the database, with the architecture if packages of several may be installed
   * together.
   */
  String dbName() {
    return dbName;
  }

  /** Returns the time at which it was built, in seconds since the epoch. */
  long time() {
    return time;
  }

  /** Returns its configuration files. */
  public Conffiles conffiles() {
    return conffiles;
  }

  /** Returns the collector of the sums of its files, if it does not contain them itself. */
  public Optional<FileSums> sums() {
    return sums;
  }

  /** Returns the content of the file of sums, if it does not contain one itself. */
  synchronized Optional<byte[]> sumsText() {
    return sums.map(found -> found.text(lost));
  }

  /** Returns whether its files may replace another package's (Debian Policy 7.6.1). */
  public boolean replaces(UnpackedPackage other) {
    return replaces.stream()
        .anyMatch(relation -> relation.name().equals(other.name) && relation.admits(other.version));
  }

  /** Adds a path in the order of the archive. */
  public void add(TreePath path) {
    paths.add(path);
  }

  /** Records that another package took over a path; from any thread. */
  public synchronized void lose(TreePath path) {
    lost.add(path);
  }

  /**
   * Returns its remaining paths, in the order of the archive. To be called after all packages are
   * unpacked.
   */
  synchronized List<TreePath> paths() {
    return paths.stream().filter(path -> !lost.contains(path)).toList();
  }

  /** Returns the content of its {@code .list} file. */
  byte[] list() {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (TreePath path : paths()) {
      list.write('/');
      list.writeBytes(path.isRoot() ? new byte[] {'.'} : path.bytes());
      list.write('\n');
    }
    return list.toByteArray();
  }

  /** Returns its paragraph in the status file. */
  synchronized String statusStanza() throws FaultException {
    try {
      return StatusStanza.of(control, conffiles.field(lost));
    } catch (IllegalArgumentException e) {
      throw PackageFault.corrupt(name, String.valueOf(e.getMessage()));
    }
  }
}
