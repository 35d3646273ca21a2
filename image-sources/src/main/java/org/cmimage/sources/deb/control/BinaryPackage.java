package org.cmimage.sources.deb.control;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * What the index of a repository, or the database of a system, says of one package, as far as
 * choosing and fetching it needs. The dependency fields stay text until somebody asks: most
 * packages of an index are never looked at.
 *
 * @param name of the package
 * @param version of the package
 * @param architecture such as {@code arm64} or {@code all}
 * @param traits how it relates to the whole system
 * @param relations its dependency fields
 * @param archive where its archive is and how to know it
 */
public record BinaryPackage(
    String name,
    DebVersion version,
    String architecture,
    Traits traits,
    Relations relations,
    Archive archive) {

  /**
   * How a package relates to the whole system.
   *
   * @param essential whether the system must have it
   * @param priority such as {@code required}; empty where none is given
   * @param multiArch {@code same}, {@code foreign}, {@code allowed} or {@code no}
   * @param source the field {@code Source}; empty where the source package has the same name and
   *     version
   */
  public record Traits(boolean essential, String priority, String multiArch, String source) {
    /**
     * Reads the fields of a stanza.
     *
     * @param common makes one of equal values, which thousands of packages have in common
     */
    public static Traits of(ControlStanza stanza, UnaryOperator<String> common) {
      return new Traits(
          stanza.get("Essential").orElse("no").equalsIgnoreCase("yes"),
          common.apply(stanza.get("Priority").orElse("")),
          common.apply(stanza.get("Multi-Arch").orElse("no")),
          common.apply(stanza.get("Source").orElse("")));
    }
  }

  /** The source package that a package was built from. */
  public record Source(String name, String version) {}

  /**
   * The dependency fields as they are in the index; empty where a field is absent.
   *
   * @param others {@code Recommends}, {@code Suggests}, {@code Replaces} and {@code Enhances} in
   *     one, which choose nothing, but mention names
   */
  public record Relations(
      String preDepends,
      String depends,
      String conflicts,
      String breaks,
      String others,
      String provides) {
    /** In the order in which apt reads them. */
    private static final List<String> OTHERS =
        List.of("Recommends", "Suggests", "Replaces", "Enhances");

    /** Reads the fields of a stanza. */
    public static Relations of(ControlStanza stanza) {
      return new Relations(
          stanza.get("Pre-Depends").orElse(""),
          stanza.get("Depends").orElse(""),
          stanza.get("Conflicts").orElse(""),
          stanza.get("Breaks").orElse(""),
          others(stanza),
          stanza.get("Provides").orElse(""));
    }

    /** Returns whether what is said of choosing packages is the same. */
    public boolean hasSameNeeds(Relations other) {
      return preDepends.equals(other.preDepends)
          && depends.equals(other.depends)
          && conflicts.equals(other.conflicts)
          && breaks.equals(other.breaks)
          && provides.equals(other.provides);
    }

    private static String others(ControlStanza stanza) {
      String all = "";
      for (String field : OTHERS) {
        String one = stanza.get(field).orElse("");
        all = all.isEmpty() || one.isEmpty() ? all + one : all + ", " + one;
      }
      return all;
    }
  }

  /**
   * Where the archive is and how to know it. A package that is installed, and that no repository
   * offers any more, has none: its digest is empty.
   *
   * @param repository the repository's base, ending in a slash
   * @param path below the base
   * @param size in bytes
   * @param sha256 in hexadecimal
   * @param installedBytes on disk, as the packager estimated it
   */
  public record Archive(
      URI repository, String path, long size, String sha256, long installedBytes) {
    private static final URI NOWHERE = URI.create("about:blank");

    /** Returns what is known of a package that is installed. */
    public static Archive installed(long installedBytes) {
      return new Archive(NOWHERE, "", 0, "", installedBytes);
    }
  }

  /** Returns the source package this was built from. */
  public Source source() {
    String field = traits.source;
    int open = field.indexOf('(');
    String named = (open < 0 ? field : field.substring(0, open)).strip();
    String number = open < 0 ? "" : field.substring(open + 1).replace(")", "").strip();
    return new Source(
        named.isEmpty() ? name : named, number.isEmpty() ? version.toString() : number);
  }

  /** What must be configured before this is unpacked. */
  public List<Dependency> preDepends() throws FaultException {
    return parse("Pre-Depends", relations.preDepends);
  }

  /** What must be there for this to work. */
  public List<Dependency> depends() throws FaultException {
    return parse("Depends", relations.depends);
  }

  /** What must not be installed with this. */
  public List<Dependency> conflicts() throws FaultException {
    return parse("Conflicts", relations.conflicts);
  }

  /** What must not be configured with this. */
  public List<Dependency> breaks() throws FaultException {
    return parse("Breaks", relations.breaks);
  }

  /** The virtual packages this stands for. */
  public List<Dependency> provides() throws FaultException {
    return parse("Provides", relations.provides);
  }

  private List<Dependency> parse(String field, String text) throws FaultException {
    try {
      return text.isEmpty() ? List.of() : Dependency.parseList(text);
    } catch (IllegalArgumentException e) {
      throw corrupt(field, e);
    }
  }

  private FaultException corrupt(String field, IllegalArgumentException e) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read field " + field + " of package " + this + ": " + e.getMessage(),
        new Remedy.ExcludePackages(List.of(name)),
        e);
  }

  /**
   * Whether {@code Multi-Arch} says that any architecture of this will do for those who ask with
   * {@code :any}.
   */
  public boolean isMultiArchAllowed() {
    return traits.multiArch.equals("allowed");
  }

  /**
   * The release of the kernel this package holds, such as {@code 6.1.0-49-arm64}; empty for any
   * other package.
   */
  public Optional<String> kernelRelease() {
    String kernel =
        name.startsWith("linux-image-unsigned-") ? "linux-image-unsigned-" : "linux-image-";
    boolean versioned =
        name.startsWith(kernel)
            && name.length() > kernel.length()
            && Character.isDigit(name.charAt(kernel.length()));
    return versioned && !name.endsWith("-dbg") && !name.endsWith("-dbgsym")
        ? Optional.of(name.substring(kernel.length()))
        : Optional.empty();
  }

  /** Of the archive's digest or the name alone, which is quick and differs between packages. */
  @Override
  public int hashCode() {
    return archive.sha256.isEmpty() ? name.hashCode() : archive.sha256.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BinaryPackage binary
        && archive.equals(binary.archive)
        && name.equals(binary.name)
        && version.equals(binary.version)
        && architecture.equals(binary.architecture)
        && traits.equals(binary.traits)
        && relations.equals(binary.relations);
  }

  /** Name and version, for messages. */
  @Override
  public String toString() {
    return name + " " + version;
  }
}
