package org.cmimage.sources.deb.wanted;

import com.google.common.collect.ImmutableListMultimap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;

/** The packages of repositories in exactly the versions of a lock file. Immutable. */
public final class LockedLists {
  private static final int SHOWN = 50;

  private final LockedVersions lock;
  private final List<PackageList> lists;

  private LockedLists(LockedVersions lock, List<PackageList> lists) {
    this.lock = lock;
    this.lists = List.copyOf(lists);
  }

  /**
   * Chooses from lists.
   *
   * @param kind a system has no package that the file does not name; for applications, the file
   *     does not contain the packages that every node has
   * @throws FaultException {@link ErrorCode#PACKAGE_UNKNOWN} with all versions that are in no list,
   *     and the versions that are offered instead
   */
  public static LockedLists of(LockedVersions lock, List<PackageList> all, ComponentKind kind)
      throws FaultException {
    Map<String, LockedPackage> wanted = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (LockedPackage each : lock.packages()) {
      wanted.put(each.sha256(), each);
      names.add(each.name());
    }
    Set<LockedPackage> found = new HashSet<>();
    List<PackageList> lists = new ArrayList<>();
    for (PackageList list : all) {
      List<BinaryPackage> kept = new ArrayList<>();
      for (BinaryPackage binary : list.packages()) {
        LockedPackage locked = wanted.get(binary.archive().sha256());
        if (locked != null && isSame(locked, binary)) {
          found.add(locked);
          kept.add(binary);
        } else if (kind == ComponentKind.CM_SHARED && !names.contains(binary.name())) {
          kept.add(binary);
        }
      }
      lists.add(new PackageList(list.provenance(), kept));
    }
    List<LockedPackage> missing =
        lock.packages().stream().filter(each -> !found.contains(each)).toList();
    if (!missing.isEmpty()) {
      throw fault(lock, missing, all, kind.label());
    }
    return new LockedLists(lock, lists);
  }

  private static boolean isSame(LockedPackage locked, BinaryPackage binary) {
    return locked.name().equals(binary.name())
        && locked.version().equals(binary.version().toString())
        && locked.architecture().equals(binary.architecture());
  }

  private static FaultException fault(
      LockedVersions lock, List<LockedPackage> missing, List<PackageList> all, String component) {
    Set<String> names = missing.stream().map(LockedPackage::name).collect(Collectors.toSet());
    ImmutableListMultimap.Builder<String, BinaryPackage> offered = ImmutableListMultimap.builder();
    for (PackageList list : all) {
      for (BinaryPackage binary : list.packages()) {
        if (names.contains(binary.name())) {
          offered.put(binary.name(), binary);
        }
      }
    }
    ImmutableListMultimap<String, BinaryPackage> byName = offered.build();
    String lines =
        missing.stream()
            .limit(SHOWN)
            .map(each -> "\n  " + each + ": " + there(each, byName.get(each.name())))
            .collect(Collectors.joining());
    int more = missing.size() - Math.min(missing.size(), SHOWN);
    return new FaultException(
        ErrorCode.PACKAGE_UNKNOWN,
        "cannot make " + component + " of the versions in " + lock.file(),
        "the repositories lack %d of %d:%s%s"
            .formatted(
                missing.size(),
                lock.packages().size(),
                lines,
                more == 0 ? "" : "\n  and " + more + " more"),
        new Remedy.Advice(
            "name repositories that still have them with -b, such as a snapshot or a directory that"
                + " cm-image fetch filled; to take the versions there are now, remove "
                + lock.file()
                + " or name another file"));
  }

  /** Returns the versions of a package that are offered instead. */
  private static String there(LockedPackage locked, Collection<BinaryPackage> others) {
    Set<String> versions = new LinkedHashSet<>();
    for (BinaryPackage other : others) {
      if (other.architecture().equals(locked.architecture())) {
        versions.add(other.version().toString());
      }
    }
    if (versions.contains(locked.version())) {
      return "they have another archive of this version, not that with SHA-256 " + locked.sha256();
    }
    return versions.isEmpty() ? "none has any" : "they have " + String.join(", ", versions);
  }

  /** Returns the lists with these packages alone. */
  public List<PackageList> lists() {
    return lists;
  }

  /**
   * Returns the failure of a resolution among these packages, with the remark that no others were
   * considered.
   */
  public FaultException explained(FaultException failure) {

    Fault fault = failure.fault();
    return new FaultException(
        fault
            .withFact(
                fault.fact() + "\n  Only the versions in " + lock.file() + " were considered.")
            .withRemedy(
                new Remedy.Advice(
                    "ask for the packages that the file was written for, or choose versions again: remove "
                        + lock.file()
                        + " or name another file")),
        failure);
  }

  /**
   * Fails if a resolution has packages that the file does not name.
   *
   * @param chosen the packages to unpack
   */
  public void requireAll(Collection<LockedPackage> chosen) throws FaultException {
    Set<String> known =
        lock.packages().stream().map(LockedPackage::sha256).collect(Collectors.toSet());
    List<String> others =
        chosen.stream()
            .filter(each -> !known.contains(each.sha256()))
            .map(LockedPackage::toString)
            .toList();
    if (!others.isEmpty()) {
      throw explained(
          new FaultException(
              ErrorCode.PACKAGE_UNKNOWN,
              "cannot choose packages",
              "needed too: " + String.join(", ", others),
              new Remedy.None()));
    }
  }

  /** Returns the names that a resolution does not use, sorted. */
  public List<String> unused(Collection<LockedPackage> chosen) {
    Set<String> used = chosen.stream().map(LockedPackage::sha256).collect(Collectors.toSet());
    return lock.packages().stream()
        .filter(each -> !used.contains(each.sha256()))
        .map(LockedPackage::name)
        .sorted()
        .distinct()
        .toList();
  }
}
