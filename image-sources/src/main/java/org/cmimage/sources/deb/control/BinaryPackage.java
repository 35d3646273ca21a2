package org.cmimage.sources.deb.control;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlStanza;
import org.jspecify.annotations.Nullable;

/**
 * One package as the index of a repository or the database of a system describes it, as far as
 * resolving and fetching need it. The dependency fields are kept as text until they are used: most
 * packages of an index are never considered.
 *
 * @param name of the package
 * @param version of the package
 * @param architecture such as {@code arm64} or {@code all}
 * @param traits its properties that concern the whole system
 * @param relations its dependency fields
 * @param archive the location and digest of its archive
 */
public record BinaryPackage(
    String name,
    DebVersion version,
    String architecture,
    Traits traits,
    Relations relations,
    Archive archive) {

  /**
   * The properties of a package that concern the whole system.
   *
   * @param essential whether every system must have it
   * @param priority such as {@code required}; empty if none is given
   * @param multiArch {@code same}, {@code foreign}, {@code allowed} or {@code no}
   * @param source the field {@code Source}; empty if the source package has the same name and
   *     version
   * @param phase the percentage of systems that are offered this version, {@code
   *     Phased-Update-Percentage} of Ubuntu's updates; 100 for all others
   */
  public record Traits(
      boolean essential, String priority, String multiArch, String source, int phase) {
    private static final int ALL_SYSTEMS = 100;
    private static final Pattern PERCENTAGE = Pattern.compile("[0-9]{1,2}");

    /**
     * Reads the fields of a stanza.
     *
     * @param common returns one instance for equal values, which thousands of packages share
     */
    public static Traits of(ControlStanza stanza, UnaryOperator<String> common) {
      return new Traits(
          stanza.get("Essential").orElse("no").equalsIgnoreCase("yes"),
          common.apply(stanza.get("Priority").orElse("")),
          common.apply(stanza.get("Multi-Arch").orElse("no")),
          common.apply(stanza.get("Source").orElse("")),
          stanza
              .get("Phased-Update-Percentage")
              .filter(PERCENTAGE.asMatchPredicate())
              .map(Integer::parseInt)
              .orElse(ALL_SYSTEMS));
    }

    /** Returns whether only some systems are offered this version, or none any more. */
    public boolean isPhased() {
      return phase < ALL_SYSTEMS;
    }
  }

  /** The source package that a package was built from. */
  public record Source(String name, String version) {}

  /**
   * The dependency fields as in the index; empty if a field is absent.
   *
   * @param others {@code Recommends}, {@code Suggests}, {@code Replaces} and {@code Enhances}
   *     joined; they select nothing, but mention names
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

    /** Returns whether two packages have the same fields that influence resolution. */
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
   * The location and digest of an archive. An installed package that no repository offers any more
   * has none: its digest is empty.
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

    /** Returns the archive of an installed package, of which only the installed size is known. */
    public static Archive installed(long installedBytes) {
      return new Archive(NOWHERE, "", 0, "", installedBytes);
    }
  }

  /** Returns the source package that this package was built from. */
  public Source source() {
    String field = traits.source;
    int open = field.indexOf('(');
    String named = (open < 0 ? field : field.substring(0, open)).strip();
    String number = open < 0 ? "" : field.substring(open + 1).replace(")", "").strip();
    return new Source(
        named.isEmpty() ? name : named, number.isEmpty() ? version.toString() : number);
  }

  /** Returns the packages that must be configured before this one is unpacked. */
  public List<Dependency> preDepends() throws FaultException {
    return parse("Pre-Depends", relations.preDepends);
  }

  /** Returns the packages that this one needs in order to work. */
  public List<Dependency> depends() throws FaultException {
    return parse("Depends", relations.depends);
  }

  /** Returns the packages that must not be installed together with this one. */
  public List<Dependency> conflicts() throws FaultException {
    return parse("Conflicts", relations.conflicts);
  }

  /** Returns the packages that must not be configured together with this one. */
  public List<Dependency> breaks() throws FaultException {
    return parse("Breaks", relations.breaks);
  }

  /** Returns the virtual packages that this one provides. */
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
        "cannot read field " + field + " of package " + this,
        String.valueOf(e.getMessage()),
        new Remedy.ExcludePackages(List.of(name)),
        e);
  }

  /**
   * Returns whether {@code Multi-Arch} is {@code allowed}: dependencies with {@code :any} accept
   * this package of any architecture.
   */
  public boolean isMultiArchAllowed() {
    return traits.multiArch.equals("allowed");
  }

  /**
   * Returns the release of the kernel that this package contains, such as {@code 6.1.0-49-arm64};
   * empty for any other package.
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

  /**
   * Returns the hash of the archive's digest or the name alone, which is fast and differs between
   * packages.
   */
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

  /** Returns name and version, for messages. */
  @Override
  public String toString() {
    return name + " " + version;
  }
}
