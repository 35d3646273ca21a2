package org.cmimage.core.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cmimage.core.catalog.Twins.Uses;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlSection;

/** The parser of section {@code twins} of a distribution's file. */
final class TwinsReader {
  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9_\\[][A-Za-z0-9_+.-]{0,63}");

  /** An option; its length is limited by the dispatcher's buffer. */

  /** A pattern on one line of the dispatcher's file, which can have 64 of these, and 8 KiB. */
  private static final Pattern SHELL_PATTERN = Pattern.compile("[ -~]{1,100}");

  private static final int PATTERN_LIMIT = 60;
  private static final Pattern DIRECTORY = Pattern.compile("(?:/[A-Za-z0-9_+.-]+)+");
  private static final String SCRIPT = "script";
  private static final String ARGUMENTS = "arguments";

  private final YamlSection section;

  private TwinsReader(YamlSection section) {
    this.section = section;
  }

  /** Parses the section of {@code root}, if it has one. */
  static Twins read(YamlSection root) throws FaultException {
    Optional<YamlSection> section = root.optionalSection("twins");
    return section.isEmpty() ? Twins.NONE : new TwinsReader(section.get()).read();
  }

  private Twins read() throws FaultException {
    section.allowOnly(Set.of("packages", "never", "retargeted", "uses"));
    Set<String> retargeted =
        new LinkedHashSet<>(matching(section, "retargeted", PROGRAM, "the name of a program"));
    return new Twins(packages(), never(), retargeted, uses());
  }

  private List<String> packages() throws FaultException {
    Set<String> packages = new LinkedHashSet<>();
    Optional<YamlSection> groups = section.optionalSection("packages");
    if (groups.isPresent()) {
      for (String group : groups.get().keys()) {
        packages.addAll(DistributionReader.packageNames(groups.get(), group));
      }
    }
    return List.copyOf(packages);
  }

  private Map<String, String> never() throws FaultException {
    Map<String, String> never = new LinkedHashMap<>();
    Optional<YamlSection> reasons = section.optionalSection("never");
    if (reasons.isPresent()) {
      for (String program : reasons.get().keys()) {
        if (!PROGRAM.matcher(program).matches()) {
          throw reasons
              .get()
              .faultAtKey(program, "expected the name of a program, found \"" + program + "\"");
        }
        never.put(program, reasons.get().text(program));
      }
    }
    return never;
  }

  private Map<String, Uses> uses() throws FaultException {
    Map<String, Uses> uses = new LinkedHashMap<>();
    Optional<YamlSection> groups = section.optionalSection("uses");
    if (groups.isPresent()) {
      for (Map.Entry<String, YamlSection> group : groups.get().sections().entrySet()) {
        Uses ofGroup = uses(group.getValue());
        for (String program :
            matching(group.getValue(), "programs", PROGRAM, "the name of a program")) {
          if (uses.put(program, ofGroup) != null) {
            throw group.getValue().fault("programs", program + " is named in two groups");
          }
        }
      }
    }
    return uses;
  }

  private static Uses uses(YamlSection group) throws FaultException {
    group.allowOnly(Set.of("programs", "patterns", "reads", "reason"));
    group.text("reason");
    List<String> patterns =
        matching(group, "patterns", SHELL_PATTERN, "a pattern of at most 100 ASCII characters");
    if (patterns.size() > PATTERN_LIMIT) {
      throw group.fault("patterns", "expected at most " + PATTERN_LIMIT + " patterns");
    }
    List<String> directories = new ArrayList<>(group.texts("reads").orElse(List.of()));
    Uses.Files files =
        directories.remove(SCRIPT)
            ? Uses.Files.SCRIPT
            : directories.remove(ARGUMENTS) ? Uses.Files.ARGUMENTS : Uses.Files.NONE;
    for (String directory : directories) {
      if (!DIRECTORY.matcher(directory).matches()) {
        throw group.fault(
            "reads",
            "expected script, arguments or an absolute directory, found \"" + directory + "\"");
      }
    }
    return new Uses(patterns, files, directories);
  }

  private static List<String> matching(YamlSection section, String key, Pattern form, String what)
      throws FaultException {
    List<String> texts = section.texts(key).orElse(List.of());
    for (String text : texts) {
      if (!form.matcher(text).matches()) {
        throw section.fault(key, "expected " + what + ", found \"" + text + "\"");
      }
    }
    return texts;
  }
}
