package org.cmimage.core.catalog;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * The parser of a distribution's file. The keys are explained in the resource {@code
 * distros/debian.yaml}, which is the documentation for administrators; unknown ones are refused.
 */
final class DistributionReader {
  private static final Set<String> KEYS =
      Set.of(
          "title",
          "packaging",
          "codename",
          "keyrings",
          "check-valid-until",
          "components",
          "repositories",
          "kernels",
          "flavours",
          "emulator",
          "priorities",
          "packages",
          "lacking",
          "exclude",
          "pins",
          "twins",
          "notice");
  private static final Set<String> REPOSITORY_KEYS =
      Set.of("uri", "suites", "components", "keyrings", "check-valid-until", "architectures");
  private static final Set<String> PACKAGINGS = ImmutableSet.of("deb");
  private static final Set<String> PRIORITIES =
      ImmutableSet.of("required", "important", "standard");

  /** Debian Policy 5.6.1; other package formats allow more characters. */
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");

  private static final Pattern FLAVOUR = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
  private static final Pattern URI = Pattern.compile("(?:https?://[^\\s/]+|file:/)[^\\s]*");
  private static final Pattern SUITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}");

  /** The directory of a flat repository. */
  private static final Pattern FLAT =
      Pattern.compile("/|\\./|(?:\\./)?(?:[A-Za-z0-9][A-Za-z0-9._+-]*/){1,20}");

  private static final Pattern PIN =
      Pattern.compile("(?i)(?:version|source-version|release|origin)\\s+\\S.*");
  private static final Pattern PRIORITY = Pattern.compile("never|-?[1-9][0-9]{0,4}");

  private final Distribution distribution;
  private final YamlSection root;

  private DistributionReader(Distribution distribution, YamlSection root) {
    this.distribution = distribution;
    this.root = root;
  }

  static DistributionSpec read(Distribution distribution, MappingNode file) throws FaultException {
    return new DistributionReader(distribution, YamlSection.root(file)).read();
  }

  private DistributionSpec read() throws FaultException {
    root.allowOnly(KEYS);
    Map<Architecture, String> kernels = kernels();
    return new DistributionSpec(
        distribution,
        root.text("title"),
        oneOf(root, "packaging", root.text("packaging"), PACKAGINGS),
        codename(),
        repositories(kernels.keySet()),
        packages(),
        kernels,
        flavours(),
        lists("priorities", PRIORITIES),
        lacking(),
        lists("exclude", Set.of()),
        packageName(root, "emulator", root.text("emulator")),
        TwinsReader.read(root),
        pins(),
        root.optionalText("notice").orElse(""));
  }

  private List<PinSpec> pins() throws FaultException {
    List<PinSpec> pins = new ArrayList<>();
    Optional<YamlSection> section = root.optionalSection("pins");
    if (section.isPresent()) {
      for (Map.Entry<String, YamlSection> entry : section.get().sections().entrySet()) {
        YamlSection pin = entry.getValue();
        pin.allowOnly(Set.of("packages", "pin", "priority"));
        String packages = String.join(" ", pin.texts("packages").orElse(List.of()));
        if (packages.isBlank()) {
          throw pin.fault("packages", "expected names of packages, or \"*\" for all; found none");
        }
        pins.add(
            new PinSpec(
                packages,
                matching(
                    pin,
                    "pin",
                    pin.text("pin").replace("<codename>", codename()),
                    PIN,
                    "version, release or origin and a value"),
                matching(pin, "priority", pin.word("priority"), PRIORITY, "a number, or never"),
                "of " + distribution + ", pins " + entry.getKey()));
      }
    }
    return pins;
  }

  private String codename() throws FaultException {
    return matching(root, "codename", root.text("codename"), SUITE, "a name");
  }

  private Map<Architecture, String> kernels() throws FaultException {
    YamlSection section = root.section("kernels");
    Map<Architecture, String> kernels = new LinkedHashMap<>();
    for (String key : section.keys()) {
      Architecture architecture = architecture(section, key, key);
      if (kernels.put(architecture, packageName(section, key, section.text(key))) != null) {
        throw section.faultAtKey(key, "architecture " + architecture + " is given twice");
      }
    }
    if (kernels.isEmpty()) {
      throw root.fault("kernels", "expected an architecture and its kernel package, found none");
    }
    return kernels;
  }

  private Map<Architecture, Map<String, String>> flavours() throws FaultException {
    Map<Architecture, Map<String, String>> flavours = new LinkedHashMap<>();
    Optional<YamlSection> section = root.optionalSection("flavours");
    if (section.isPresent()) {
      for (Map.Entry<String, YamlSection> entry : section.get().sections().entrySet()) {
        Map<String, String> packages = new LinkedHashMap<>();
        for (String flavour : entry.getValue().keys()) {
          if (!FLAVOUR.matcher(flavour).matches()) {
            throw entry.getValue().faultAtKey(flavour, "expected a flavour such as 64k");
          }
          packages.put(
              flavour, packageName(entry.getValue(), flavour, entry.getValue().text(flavour)));
        }
        flavours.put(architecture(section.get(), entry.getKey(), entry.getKey()), packages);
      }
    }
    return flavours;
  }

  private Map<Architecture, List<String>> lacking() throws FaultException {
    Map<Architecture, List<String>> lacking = new LinkedHashMap<>();
    Optional<YamlSection> section = root.optionalSection("lacking");
    if (section.isPresent()) {
      for (String key : section.get().keys()) {
        lacking.put(architecture(section.get(), key, key), packageNames(section.get(), key));
      }
    }
    return lacking;
  }

  private Map<Architecture, List<Repository>> repositories(Set<Architecture> offered)
      throws FaultException {
    Map<Architecture, List<Repository>> repositories = new LinkedHashMap<>();
    for (YamlSection section : root.section("repositories").sections().values()) {
      section.allowOnly(REPOSITORY_KEYS);
      List<Repository> suites = suites(section);
      for (Architecture architecture : architectures(section, offered)) {
        repositories.computeIfAbsent(architecture, first -> new ArrayList<>()).addAll(suites);
      }
    }
    for (Architecture architecture : offered) {
      if (!repositories.containsKey(architecture)) {
        throw root.fault(
            "repositories", "no repository is for " + architecture + ", which has a kernel");
      }
    }
    return repositories;
  }

  private List<Repository> suites(YamlSection section) throws FaultException {
    String uri =
        matching(section, "uri", section.text("uri"), URI, "an http:, https: or file: address");
    List<String> keyrings = nonEmpty(section, "keyrings");
    boolean general = root.flag("check-valid-until").orElse(true);
    boolean checkValidUntil = section.flag("check-valid-until").orElse(general);
    List<Repository> repositories = new ArrayList<>();
    for (String suite : section.texts("suites").orElse(List.of())) {
      String name = suite.replace("<codename>", codename());
      boolean flat = FLAT.matcher(name).matches();
      matching(section, "suites", name, flat ? FLAT : SUITE, "the name of a suite");
      List<String> components = flat ? List.of() : nonEmpty(section, "components");
      repositories.add(new Repository(uri, name, components, keyrings, checkValidUntil));
    }
    if (repositories.isEmpty()) {
      throw section.fault("suites", "expected at least one suite, found none");
    }
    return repositories;
  }

  private List<String> nonEmpty(YamlSection section, String key) throws FaultException {
    Optional<List<String>> own = section.texts(key);
    List<String> list = own.isPresent() ? own.get() : root.texts(key).orElse(List.of());
    if (list.isEmpty()) {
      throw (own.isPresent() ? section : root)
          .fault(key, "expected at least one of " + key + ", found none");
    }
    return list;
  }

  private static Set<Architecture> architectures(YamlSection section, Set<Architecture> offered)
      throws FaultException {
    Optional<List<String>> names = section.texts("architectures");
    if (names.isEmpty()) {
      return offered;
    }
    Set<Architecture> architectures = new LinkedHashSet<>();
    for (String name : names.get()) {
      Architecture architecture = architecture(section, "architectures", name);
      if (!offered.contains(architecture)) {
        throw section.fault("architectures", "architecture " + architecture + " has no kernel");
      }
      architectures.add(architecture);
    }
    return architectures;
  }

  private Map<ComponentKind, List<String>> packages() throws FaultException {
    Map<ComponentKind, List<String>> packages = new LinkedHashMap<>();
    YamlSection section = root.section("packages");
    section.allowOnly(componentNames());
    for (ComponentKind kind : ComponentKind.values()) {
      Optional<YamlSection> groups = section.optionalSection(kind.verb());
      Set<String> names = new LinkedHashSet<>();
      if (groups.isPresent()) {
        for (String group : groups.get().keys()) {
          names.addAll(packageNames(groups.get(), group));
        }
      }
      packages.put(kind, List.copyOf(names));
    }
    return packages;
  }

  /**
   * Returns a list for each component: of {@code known} words, or of package names where that is
   * empty.
   */
  private Map<ComponentKind, List<String>> lists(String key, Set<String> known)
      throws FaultException {
    Map<ComponentKind, List<String>> lists = new LinkedHashMap<>();
    Optional<YamlSection> section = root.optionalSection(key);
    if (section.isPresent()) {
      section.get().allowOnly(componentNames());
    }
    for (ComponentKind kind : ComponentKind.values()) {
      List<String> list =
          section.isPresent() ? packageNames(section.get(), kind.verb()) : List.of();
      for (String word : known.isEmpty() ? List.<String>of() : list) {
        oneOf(section.orElse(root), kind.verb(), word, known);
      }
      lists.put(kind, list);
    }
    return lists;
  }

  /** Returns a list of names of packages. */
  static List<String> packageNames(YamlSection section, String key) throws FaultException {
    List<String> names = section.texts(key).orElse(List.of());
    for (String name : names) {
      packageName(section, key, name);
    }
    return names;
  }

  private static Set<String> componentNames() {
    return Stream.of(ComponentKind.values()).map(ComponentKind::verb).collect(Collectors.toSet());
  }

  private static Architecture architecture(YamlSection section, String key, String name)
      throws FaultException {
    Optional<Architecture> architecture = Architecture.find(name);
    if (architecture.isPresent()) {
      return architecture.get();
    }
    Set<String> known =
        Stream.of(Architecture.values()).map(Architecture::unameName).collect(Collectors.toSet());
    String fact = "unknown architecture \"" + name + "\"" + YamlSection.meant(name, known);
    throw key.equals(name) ? section.faultAtKey(key, fact) : section.fault(key, fact);
  }

  private static String packageName(YamlSection section, String key, String name)
      throws FaultException {
    return matching(section, key, name, PACKAGE, "the name of a package");
  }

  private static String matching(
      YamlSection section, String key, String text, Pattern form, String what)
      throws FaultException {
    if (!form.matcher(text).matches()) {
      throw section.fault(key, "expected " + what + ", found \"" + Login.without(text) + "\"");
    }
    return text;
  }

  /** Returns {@code word}, after checking that it is one of those known. */
  static String oneOf(YamlSection section, String key, String word, Set<String> known)
      throws FaultException {
    if (!known.contains(word)) {
      throw section.fault(key, "unknown word \"" + word + "\"" + YamlSection.meant(word, known));
    }
    return word;
  }
}
