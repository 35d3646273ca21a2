package org.cmimage.core.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.rpm.RpmInventory;
import org.cmimage.core.format.rpm.RpmPackage;
import org.cmimage.core.rootfs.Rootfs;

/**
 * One package that is installed in a tree. Printable ASCII, whatever the database contains.
 *
 * @param version with epoch and revision in dpkg's format; for rpm, {@code VERSION-RELEASE}
 * @param architecture as the package manager spells it
 * @param state {@code installed}, or dpkg's state of an incomplete installation, such as {@code
 *     half-configured}
 */
public record InstalledSoftware(String name, String version, String architecture, String state) {
  private static final String INSTALLED = "installed";
  private static final Comparator<InstalledSoftware> ORDER =
      Comparator.comparing(InstalledSoftware::name)
          .thenComparing(InstalledSoftware::architecture)
          .thenComparing(InstalledSoftware::version);

  /**
   * Returns the packages in the databases of a tree, sorted by name.
   *
   * @param subject the tree's name in messages
   * @throws FaultException with code {@code IMAGE_INCOMPLETE} where there is no database, or a
   *     damaged one
   */
  public static List<InstalledSoftware> of(Rootfs tree, String subject) throws IOException {
    List<InstalledSoftware> all = new ArrayList<>();
    boolean known = false;
    Optional<InputStream> status = tree.openFile(DpkgInventory.STATUS);
    if (status.isPresent()) {
      known = true;
      try (InputStream in = status.get()) {
        readDpkg(in, subject, all);
      }
    }
    Optional<List<RpmPackage>> rpm = RpmInventory.list(tree);
    if (rpm.isPresent()) {
      known = true;
      rpm.get().stream().map(InstalledSoftware::of).forEach(all::add);
    }
    if (!known) {
      throw unknown(subject, "no package database of dpkg or rpm in it");
    }
    all.sort(ORDER);
    return all;
  }

  private static InstalledSoftware of(RpmPackage installed) {
    return new InstalledSoftware(
        installed.name(),
        installed.version() + "-" + installed.release(),
        installed.architecture(),
        INSTALLED);
  }

  private static void readDpkg(InputStream in, String subject, List<InstalledSoftware> all)
      throws IOException {
    DpkgStatus reader = new DpkgStatus(in, DpkgInventory.LIMIT);
    try {
      Optional<DpkgStatus.Entry> entry;
      while ((entry = reader.next()).isPresent()) {
        if (!entry.get().isGone()) {
          all.add(
              new InstalledSoftware(
                  entry.get().name(),
                  entry.get().version(),
                  entry.get().architecture(),
                  entry.get().state()));
        }
      }
    } catch (EOFException tooLong) {
      throw unknown(subject, "dpkg's status file is larger than any is");
    }
  }

  private static FaultException unknown(String subject, String fact) {
    return new FaultException(
        ErrorCode.IMAGE_INCOMPLETE,
        "cannot list the packages of " + subject,
        fact,
        new Remedy.None());
  }
}
