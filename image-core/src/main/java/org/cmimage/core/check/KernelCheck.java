package org.cmimage.core.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.KernelImage;
import org.cmimage.core.format.KernelPlaces;
import org.cmimage.core.format.KernelRelease;
import org.cmimage.core.tree.TreePath;

/**
 * The check which kernels a tree can boot. A kernel consists of its modules and its image, both
 * named by one release; the release comes from the names of directories and files, never from a
 * version inside a longer name.
 */
public final class KernelCheck {
  private final Inspection inspection;
  private final Findings findings;

  private KernelCheck(Inspection inspection) {
    this.inspection = inspection;
    this.findings = inspection.findings();
  }

  /**
   * Checks the kernels. Returns the newest that is complete and for the architecture; empty if
   * there is none.
   */
  public static Optional<KernelRelease> run(Inspection inspection) throws IOException {
    return inspection.applies(Check.KERNEL) ? new KernelCheck(inspection).run() : Optional.empty();
  }

  private Optional<KernelRelease> run() throws IOException {
    TreeSet<KernelRelease> releases = withModules();
    releases.addAll(withImages());
    if (releases.isEmpty()) {
      findings.incomplete(Check.KERNEL, KernelPlaces.BOOT, "a kernel with its modules", "none");
      return Optional.empty();
    }
    Optional<KernelRelease> newest = Optional.empty();
    Iterator<KernelRelease> fromNewest = releases.descendingIterator();
    while (fromNewest.hasNext()) {
      KernelRelease release = fromNewest.next();
      // Leftovers of other kernels do no harm beside a bootable one; nodes get the newest.
      if (newest.isEmpty() && isWhole(release, release.equals(releases.first()))) {
        newest = Optional.of(release);
      }
    }
    return newest;
  }

  private TreeSet<KernelRelease> withModules() throws IOException {
    TreeSet<KernelRelease> releases = new TreeSet<>();
    for (TreePath directory : KernelPlaces.MODULES) {
      for (TreePath modules : inspection.tree().list(directory)) {
        String name = name(modules);
        if (KernelRelease.isWellFormed(name) && isFilled(modules)) {
          releases.add(new KernelRelease(name));
        }
      }
    }
    return releases;
  }

  private boolean isFilled(TreePath modules) throws IOException {
    return inspection.hasFile(modules.resolve("modules.dep"))
        || !inspection.tree().list(modules.resolve("kernel")).isEmpty();
  }

  private TreeSet<KernelRelease> withImages() throws IOException {
    TreeSet<KernelRelease> releases = new TreeSet<>();
    for (TreePath file : inspection.tree().list(KernelPlaces.BOOT)) {
      KernelPlaces.ofImage(file).ifPresent(releases::add);
    }
    return releases;
  }

  private static String name(TreePath path) {
    return new String(path.name(), ISO_8859_1);
  }

  /**
   * Returns whether nodes can boot it; else adds a finding, as an error where no older kernel is
   * left.
   */
  private boolean isWhole(KernelRelease release, boolean isLast) throws IOException {
    TreePath modules = KernelPlaces.MODULES.get(0).resolve(release.text());
    Optional<TreePath> image = image(release);
    if (image.isEmpty()) {
      String expected = "the kernel of these modules in /boot";
      report(isLast, modules, expected, "none");
      return false;
    }
    if (!isFilled(modules) && !isFilled(KernelPlaces.MODULES.get(1).resolve(release.text()))) {
      report(isLast, modules, "the modules of " + image.get(), "none");
      return false;
    }
    Optional<KernelImage> kernel =
        inspection.head(image.get(), KernelImage.HEAD).flatMap(KernelImage::parse);
    String wanted = inspection.architecture().unameName();
    if (kernel.isEmpty()) {
      findings.incomplete(
          Check.KERNEL, image.get(), "a bzImage, Image, EFI or ELF kernel", "something else");
      return false;
    }
    if (!kernel.get().machine().equals(wanted)) {
      String found = kernel.get().machine() + " (" + kernel.get().format() + ")";
      findings.mismatch(Check.KERNEL, image.get(), wanted, found);
      return false;
    }
    return true;
  }

  private void report(boolean asError, TreePath path, String expected, String found) {
    if (asError) {
      findings.incomplete(Check.KERNEL, path, expected, found);
    } else {
      findings.warning(Check.KERNEL, path, expected, found);
    }
  }

  private Optional<TreePath> image(KernelRelease release) throws IOException {
    for (TreePath path : KernelPlaces.images(release.text())) {
      if (inspection.hasFile(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
