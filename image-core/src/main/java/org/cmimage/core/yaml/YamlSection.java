package org.cmimage.core.yaml;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.fault.FaultException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML file, read strictly: an unexpected key or value is an error that gives its
 * place and a suggestion.
 *
 * <p>A wrong type of node is a {@link FaultException} in every method.
 */
public final class YamlSection {
  private static final int MAX_ITEMS = 2000;

  private final MappingNode node;
  private final String path;
  private final Map<String, NodeTuple> tuples;

  private YamlSection(MappingNode node, String path) throws FaultException {
    this.node = node;
    this.path = path;
    this.tuples = YamlFile.tuples(node);
  }

  /** Makes the outermost section of a file. */
  public static YamlSection root(MappingNode node) throws FaultException {
    return new YamlSection(node, "");
  }

  /** Returns the keys in the order of the file. */
  public Set<String> keys() {
    return tuples.keySet();
  }

  /** Refuses keys other than these. */
  public void allowOnly(Set<String> known) throws FaultException {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw faultAtKey(
            key,
            "unknown key \""
                + key
                + "\""
                + (path.isEmpty() ? "" : " in " + path)
                + meant(key, known));
      }
    }
  }

  /**
   * Returns a text.
   *
   * @throws FaultException also where the key is missing
   */
  public String text(String key) throws FaultException {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  /** Returns a text; empty where the key is missing. */
  public Optional<String> optionalText(String key) throws FaultException {
    Optional<Node> value = value(key);
    return value.isEmpty() ? Optional.empty() : Optional.of(text(value.get(), name(key)));
  }

  /**
   * Returns a text or a number, as written.
   *
   * @throws FaultException also where the key is missing
   */
  public String word(String key) throws FaultException {
    Optional<Node> value = value(key);
    if (value.isPresent()
        && value.get() instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.INT)) {
      return scalar.getValue();
    }
    return text(key);
  }

  /**
   * Returns a scalar as written: a text, a number or a boolean.
   *
   * @throws FaultException also where the key is missing
   */
  public String scalar(String key) throws FaultException {
    Node value = value(key).orElseThrow(() -> missing(key));
    if (value instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw fault(key, "expected a value for " + name(key) + ", found " + YamlFile.kind(value));
  }

  /** Returns a boolean, spelled {@code true} or {@code false}; empty where the key is missing. */
  public Optional<Boolean> flag(String key) throws FaultException {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Optional.of(Boolean.valueOf(scalar.getValue()));
    }
    throw fault(
        key, "expected true or false for " + name(key) + ", found " + YamlFile.kind(value.get()));
  }

  /**
   * Returns a whole number of 0 or more.
   *
   * @throws FaultException also where the key is missing
   */
  public long count(String key) throws FaultException {
    Node value = value(key).orElseThrow(() -> missing(key));
    if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
      Long number = Longs.tryParse(scalar.getValue());
      if (number != null && number >= 0) {
        return number;
      }
    }
    throw fault(
        key, "expected a number of 0 or more for " + name(key) + ", found " + YamlFile.kind(value));
  }

  /** Returns a list of texts; empty where the key is missing. */
  public Optional<List<String>> texts(String key) throws FaultException {
    Optional<List<Node>> nodes = list(key, MAX_ITEMS);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Node item : nodes.get()) {
      texts.add(text(item, name(key)));
    }
    return Optional.of(texts);
  }

  /** Returns a list of sections; empty where the key is missing. */
  public Optional<List<YamlSection>> items(String key) throws FaultException {
    return items(key, MAX_ITEMS);
  }

  /** Returns a list of at most {@code most} sections; empty where the key is missing. */
  public Optional<List<YamlSection>> items(String key, int most) throws FaultException {
    Optional<List<Node>> nodes = list(key, most);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    List<YamlSection> items = new ArrayList<>();
    for (Node item : nodes.get()) {
      if (!(item instanceof MappingNode mapping)) {
        throw YamlFile.fault(
            YamlFile.place(item),
            "expected keys and values in " + name(key) + ", found " + YamlFile.kind(item));
      }
      items.add(new YamlSection(mapping, name(key)));
    }
    return Optional.of(items);
  }

  private Optional<List<Node>> list(String key, int most) throws FaultException {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof SequenceNode sequence)) {
      throw fault(
          key, "expected a list for " + name(key) + ", found " + YamlFile.kind(value.get()));
    }
    if (sequence.getValue().size() > most) {
      throw fault(key, name(key) + " has more than " + most + " items");
    }
    return Optional.of(sequence.getValue());
  }

  /** Returns a list of texts, or a single text as a list; empty where the key is missing. */
  public Optional<List<String>> oneOrMore(String key) throws FaultException {
    boolean isOne = value(key).filter(ScalarNode.class::isInstance).isPresent();
    return isOne ? optionalText(key).map(List::of) : texts(key);
  }

  /**
   * Returns a section.
   *
   * @throws FaultException also where the key is missing
   */
  public YamlSection section(String key) throws FaultException {
    return optionalSection(key).orElseThrow(() -> missing(key));
  }

  /** Returns a section; empty where the key is missing. */
  public Optional<YamlSection> optionalSection(String key) throws FaultException {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof MappingNode mapping) {
      return Optional.of(new YamlSection(mapping, name(key)));
    }
    throw fault(
        key, "expected keys and values for " + name(key) + ", found " + YamlFile.kind(value.get()));
  }

  /** Returns the sections under every key. */
  public Map<String, YamlSection> sections() throws FaultException {
    Map<String, YamlSection> sections = new LinkedHashMap<>();
    for (String key : keys()) {
      sections.put(key, section(key));
    }
    return sections;
  }

  /** Makes a fault about the value of a key. */
  public FaultException fault(String key, String fact) {
    return YamlFile.fault(
        value(key).map(YamlFile::place).orElseGet(() -> YamlFile.place(node)), fact);
  }

  /** Makes a fault about a key itself. */
  public FaultException faultAtKey(String key, String fact) {
    NodeTuple tuple = tuples.get(key);
    return YamlFile.fault(YamlFile.place(tuple == null ? node : tuple.getKeyNode()), fact);
  }

  /** Returns the end of a message about {@code found}: suggestions, or the known names. */
  public static String meant(String found, Set<String> known) {
    List<String> near = NearMatches.of(found, known);
    return near.isEmpty()
        ? "; expected one of " + String.join(", ", new TreeSet<>(known))
        : "; did you mean " + String.join(" or ", near) + "?";
  }

  private FaultException missing(String key) {
    return YamlFile.fault(YamlFile.place(node), "key \"" + name(key) + "\" is missing");
  }

  private Optional<Node> value(String key) {
    return Optional.ofNullable(tuples.get(key)).map(NodeTuple::getValueNode);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String text(Node node, String name) throws FaultException {
    if (node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.STR)
        && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw YamlFile.fault(
        YamlFile.place(node), "expected text for " + name + ", found " + YamlFile.kind(node));
  }
}
