package org.cmimage.core.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.DpkgInventory;
import org.cmimage.core.format.DpkgStatus;
import org.cmimage.core.format.DpkgStatus.Entry;
import org.cmimage.core.identity.Clues;
import org.cmimage.core.tree.AsciiText;
import org.cmimage.core.tree.TreePath;

/**
 * The check whether dpkg's database is for the architecture and all its packages are installed and
 * configured. Trees of other distributions are checked by {@link RpmDatabaseCheck}.
 */
public final class PackageDatabaseCheck {
  private static final TreePath STATUS = DpkgInventory.STATUS;
  private static final TreePath ARCHITECTURES = TreePath.of("var/lib/dpkg/arch");
  private static final ImmutableSet<String> DPKG_VENDORS = ImmutableSet.of("debian", "ubuntu");

  private static final long STATUS_LIMIT = DpkgInventory.LIMIT;

  private static final int ARCHITECTURES_LIMIT = 4096;
  private static final int NAMED = 5;

  private final Inspection inspection;
  private final Findings findings;
  private final String wanted;
  private final Map<String, Names> unsettled = new TreeMap<>();
  private final Map<String, Names> foreign = new TreeMap<>();
  private long installed;

  /** The first names of many. */
  private static final class Names {
    private final StringBuilder first = new StringBuilder();
    private int count;

    void add(String name) {
      if (count++ < NAMED) {
        first.append(first.isEmpty() ? "" : ", ").append(name);
      }
    }

    @Override
    public String toString() {
      return count > NAMED ? first + " and " + (count - NAMED) + " more" : first.toString();
    }
  }

  private PackageDatabaseCheck(Inspection inspection) {
    this.inspection = inspection;
    this.findings = inspection.findings();
    this.wanted = inspection.architecture().debianName();
  }

  /** Checks the package database against the evidence from the tree. */
  public static void run(Inspection inspection, Clues clues) throws IOException {
    String vendor = inspection.component().archOs().distribution().vendor();
    if (!inspection.applies(Check.PACKAGE_DATABASE)) {
      return;
    }
    if (DPKG_VENDORS.contains(vendor)) {
      new PackageDatabaseCheck(inspection).run();
    } else {
      RpmDatabaseCheck.run(inspection, clues);
    }
  }

  private void run() throws IOException {
    Optional<InputStream> status = inspection.tree().openFile(STATUS);
    if (status.isEmpty()) {
      findings.incomplete(Check.PACKAGE_DATABASE, STATUS, "dpkg's status file", "none");
      return;
    }
    try (InputStream in = status.get()) {
      DpkgStatus reader = new DpkgStatus(in, STATUS_LIMIT);
      Optional<Entry> entry;
      while ((entry = reader.next()).isPresent()) {
        take(entry.get());
      }
    } catch (EOFException e) {
      findings.incomplete(
          Check.PACKAGE_DATABASE, STATUS, "at most " + STATUS_LIMIT + " bytes", "more");
    }
    report();
  }

  private void take(Entry entry) {
    if (!entry.isSettled()) {
      add(unsettled, entry.status().isEmpty() ? "no status" : entry.status(), entry.name());
    }
    if (!entry.isGone()) {
      installed++;
      if (!entry.architecture().equals(wanted) && !entry.architecture().equals("all")) {
        String architecture = entry.architecture();
        add(foreign, architecture.isEmpty() ? "no architecture" : architecture, entry.name());
      }
    }
  }

  /**
   * Adds a name to a kind, up to a limit, as a damaged file may have as many kinds as lines; a few
   * are enough for a message.
   */
  private static void add(Map<String, Names> kinds, String kind, String name) {
    String key = kinds.size() < NAMED || kinds.containsKey(kind) ? kind : "others";
    kinds.computeIfAbsent(key, k -> new Names()).add(name);
  }

  private void report() throws IOException {
    if (installed == 0) {
      findings.incomplete(Check.PACKAGE_DATABASE, STATUS, "installed packages", "none");
    }
    unsettled.forEach(
        (state, names) ->
            findings.incomplete(
                Check.PACKAGE_DATABASE, STATUS, "install ok installed", state + ": " + names));
    List<String> architectures = architectures();
    if (!architectures.isEmpty() && !architectures.get(0).equals(wanted)) {
      findings.mismatch(
          Check.PACKAGE_DATABASE, ARCHITECTURES, wanted + " first", architectures.get(0));
    }
    for (Map.Entry<String, Names> entry : foreign.entrySet()) {
      String what = entry.getKey() + ": " + entry.getValue();
      if (architectures.indexOf(entry.getKey()) > 0) {
        findings.warning(Check.PACKAGE_DATABASE, STATUS, wanted, "further " + what);
      } else {
        findings.mismatch(Check.PACKAGE_DATABASE, STATUS, wanted, what);
      }
    }
  }

  /**
   * Returns the native architecture and those added to it; dpkg has no file of them where none were
   * added.
   */
  private List<String> architectures() throws IOException {
    Optional<byte[]> file = inspection.head(ARCHITECTURES, ARCHITECTURES_LIMIT);
    String text = file.map(bytes -> new String(bytes, US_ASCII)).orElse("");
    return Splitter.on('\n').trimResults().omitEmptyStrings().splitToList(text).stream()
        .map(AsciiText::of)
        .toList();
  }
}
