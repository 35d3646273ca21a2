package org.cmimage.model.disk;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.model.disk.DiskSetup.Problem.Weight;
import org.xml.sax.SAXParseException;

/**
 * What is wrong with a disk set-up: a document whose root {@code diskSetup} holds devices with
 * their partitions, RAIDs and volume groups over these by their ids, or {@code diskless}.
 * Stateless.
 */
public final class DiskSetup {
  private static final String ROOT = "diskSetup";

  /** Numbers with a unit, and the words for what is left and what the installer decides. */
  private static final Pattern SIZE =
      Pattern.compile("max|auto|[0-9]+(\\.[0-9]+)?[KMGTP]?(i?B)?|[0-9]{1,3}%");

  private final List<Problem> problems = new ArrayList<>();

  private DiskSetup() {}

  /**
   * Something wrong.
   *
   * @param weight whether it can be carried out at all
   * @param line where in the document, from 1
   * @param fact one sentence without its full stop
   */
  public record Problem(Weight weight, int line, String fact) {
    /** How bad a problem is. */
    public enum Weight {
      /** No installer can know what is meant. */
      ERROR,
      /** It can be carried out, but is probably not meant. */
      WARNING
    }

    @Override
    public String toString() {
      return "line " + line + ": " + fact;
    }
  }

  /** Returns the problems of a document, errors and warnings in the order of its lines. */
  public static List<Problem> problems(String document) {
    DiskSetup setup = new DiskSetup();
    try {
      setup.check(DiskElement.parse(document));
    } catch (SAXParseException e) {
      String fact = "expected XML: " + e.getMessage();
      return List.of(new Problem(Weight.ERROR, Math.max(1, e.getLineNumber()), fact));
    }
    return ImmutableList.sortedCopyOf(Comparator.comparingInt(Problem::line), setup.problems);
  }

  private void check(DiskElement root) {
    if (!root.is(ROOT)) {
      error(root, "expected <" + ROOT + ">, found <" + root.name() + ">");
      return;
    }
    checkIds(root);
    root.all().filter(element -> element.is("size")).forEach(this::checkSize);
    checkMountPoints(root);
    for (DiskElement device : root.children("device")) {
      if (device.children("blockdev").isEmpty()) {
        warn(device, "the device has no <blockdev>, so no disk is meant");
      }
    }
  }

  /** Members of RAIDs and volume groups are partitions or RAIDs, each of one alone. */
  private void checkIds(DiskElement root) {
    Map<String, DiskElement> known = new HashMap<>();
    root.all()
        .filter(element -> !element.id().isEmpty())
        .forEach(
            element -> {
              DiskElement first = known.putIfAbsent(element.id(), element);
              if (first != null) {
                error(element, "id " + element.id() + " is that of line " + first.line() + ", too");
              }
            });
    Set<String> taken = new HashSet<>();
    root.all()
        .filter(element -> element.is("member"))
        .forEach(
            member -> {
              if (!known.containsKey(member.text())) {
                error(member, "no partition or RAID has the id \"" + member.text() + "\"");
              } else if (!taken.add(member.text())) {
                error(member, member.text() + " is a member twice");
              }
            });
  }

  private void checkSize(DiskElement size) {
    if (!SIZE.matcher(size.text()).matches()) {
      warn(size, "expected a size such as 20G or max, found \"" + size.text() + "\"");
    }
  }

  private void checkMountPoints(DiskElement root) {
    Map<String, Integer> lines = new HashMap<>();
    root.all()
        .filter(element -> element.is("mountPoint"))
        .forEach(
            place -> {
              Integer first = lines.putIfAbsent(place.text(), place.line());
              if (first != null) {
                warn(place, place.text() + " is the mount point of line " + first + ", too");
              } else if (!place.text().startsWith("/") && !place.text().equals("swap")) {
                warn(place, "expected an absolute path, found \"" + place.text() + "\"");
              }
            });
    boolean hasRoot = lines.containsKey("/") || !root.children("diskless").isEmpty();
    if (!hasRoot) {
      warn(root, "nothing is mounted on /, and there is no <diskless>");
    }
  }

  private void error(DiskElement element, String fact) {
    problems.add(new Problem(Weight.ERROR, element.line(), fact));
  }

  private void warn(DiskElement element, String fact) {
    problems.add(new Problem(Weight.WARNING, element.line(), fact));
  }
}
