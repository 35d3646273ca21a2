package org.cmimage.core.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 files as trees of nodes with their file, line and column, which are kept when one file
 * is laid over another.
 *
 * <p>They are trees instead of maps, because messages about a value have to give its place.
 */
public final class YamlFile {
  private static final int MAX_BYTES = 256 << 10;

  /**
   * The depth to which mappings are merged; deeper ones are replaced. The schema has three levels.
   */
  private static final int MAX_DEPTH = 6;

  private YamlFile() {}

  /**
   * Returns a text in double quotes that both JSON and YAML 1.2 (7.3.1) parse: {@code 1.10} stays a
   * text, and no character can end it. All but printable ASCII is escaped, so that a file with any
   * path in it can be shown.
   */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * Returns the mapping of a file.
   *
   * @param label the file's name in messages
   */
  public static MappingNode read(InputStream in, String label) throws IOException {
    return read(in, label, MAX_BYTES);
  }

  /**
   * Returns the mapping of a file.
   *
   * @param label the file's name in messages
   * @param maxBytes the limit of its size in bytes
   */
  public static MappingNode read(InputStream in, String label, int maxBytes) throws IOException {
    return mapping(node(in, label, maxBytes), label);
  }

  /**
   * Returns the mapping of a file, or one of a single key where the file is a list.
   *
   * @param label the file's name in messages
   * @param key the key for the list
   */
  public static MappingNode readListed(InputStream in, String label, String key)
      throws IOException {
    Optional<Node> root = node(in, label, MAX_BYTES);
    if (root.isPresent() && root.get() instanceof SequenceNode list) {
      ScalarNode name =
          new ScalarNode(
              Tag.STR, true, key, ScalarStyle.PLAIN, list.getStartMark(), list.getStartMark());
      return new MappingNode(
          Tag.MAP,
          true,
          List.of(new NodeTuple(name, list)),
          FlowStyle.BLOCK,
          list.getStartMark(),
          list.getEndMark());
    }
    return mapping(root, label);
  }

  private static MappingNode mapping(Optional<Node> root, String label) throws FaultException {
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      return mapping;
    }
    throw fault(
        label, "expected keys and values, found " + root.map(YamlFile::kind).orElse("nothing"));
  }

  private static Optional<Node> node(InputStream in, String label, int maxBytes)
      throws IOException {
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw fault(label, "it is larger than " + maxBytes + " bytes");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setMaxAliasesForCollections(10)
            .setCodePointLimit(maxBytes)
            .build();
    try {
      return new Composer(settings, new ShallowEvents(settings, decode(bytes, label)))
          .getSingleNode();
    } catch (ShallowEvents.TooDeepException e) {
      throw fault(
          e.where().map(YamlFile::place).orElse(label),
          "it is nested deeper than " + ShallowEvents.MAX_NESTING + " levels");
    } catch (MarkedYamlEngineException e) {
      String fact = e.getProblem() == null ? "not YAML" : e.getProblem();
      throw fault(e.getProblemMark().map(YamlFile::place).orElse(label), "not valid YAML: " + fact);
    } catch (YamlEngineException e) {
      throw fault(label, "not valid YAML: " + e.getMessage());
    }
  }

  private static String decode(byte[] bytes, String label) throws FaultException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault(label, "it is not UTF-8");
    }
  }

  /**
   * Returns {@code base} with {@code over} laid over it: mappings are merged by key, other nodes
   * replaced.
   */
  public static MappingNode overlay(MappingNode base, MappingNode over) throws FaultException {
    return overlay(base, over, 0);
  }

  private static MappingNode overlay(MappingNode base, MappingNode over, int depth)
      throws FaultException {
    Map<String, NodeTuple> merged = tuples(base);
    for (Map.Entry<String, NodeTuple> entry : tuples(over).entrySet()) {
      NodeTuple below = merged.get(entry.getKey());
      NodeTuple above = entry.getValue();
      merged.put(
          entry.getKey(),
          below != null
                  && below.getValueNode() instanceof MappingNode lower
                  && above.getValueNode() instanceof MappingNode upper
                  && depth < MAX_DEPTH
              ? new NodeTuple(above.getKeyNode(), overlay(lower, upper, depth + 1))
              : above);
    }
    List<NodeTuple> tuples = new ArrayList<>(merged.values());
    return new MappingNode(
        over.getTag(), true, tuples, over.getFlowStyle(), over.getStartMark(), over.getEndMark());
  }

  /** Returns the entries of a mapping by key, in the order of the file. */
  public static Map<String, NodeTuple> tuples(MappingNode mapping) throws FaultException {
    Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fault(place(tuple.getKeyNode()), "expected a key, found " + kind(tuple.getKeyNode()));
      }
      if (tuples.put(key.getValue(), tuple) != null) {
        throw fault(place(key), "key \"" + key.getValue() + "\" is given twice");
      }
    }
    return tuples;
  }

  /** Returns the kind of a node, for messages. */
  public static String kind(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "keys and values";
      case SEQUENCE -> "a list";
      case SCALAR ->
          ((ScalarNode) node).getValue().isEmpty()
              ? "nothing"
              : "\"" + abbreviate(((ScalarNode) node).getValue()) + "\"";
      case ANCHOR -> "an alias";
    };
  }

  private static String abbreviate(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "...";
  }

  /** Returns the place of a node: file, line and column, both counted from one. */
  public static String place(Node node) {
    return node.getStartMark().map(YamlFile::place).orElse("an unknown place");
  }

  private static String place(Mark mark) {
    return mark.getName() + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  /** Makes a fault with a place. */
  public static FaultException fault(String place, String fact) {
    return new FaultException(
        ErrorCode.INVALID_CONFIGURATION,
        "cannot read " + place,
        fact,
        new Remedy.Advice("correct " + place));
  }
}
