package org.cmimage.cli.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.cli.render.EntityText;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;

/**
 * Runs commands over one state of the cluster: a mode's name enters it, {@code list} and {@code
 * show NAME} look at what is there.
 */
public final class Shell {
  private final ClusterSnapshot cluster;
  private final boolean json;
  private Optional<EntityType> mode = Optional.empty();

  public Shell(ClusterSnapshot cluster, boolean json) {
    this.cluster = cluster;
    this.json = json;
  }

  /**
   * Runs commands separated by semicolons.
   *
   * @return the lines they print
   * @throws ShellException for the first that cannot be done
   */
  public List<String> run(String commands) throws ShellException {
    List<String> lines = new ArrayList<>();
    for (String command : commands.split(";", -1)) {
      List<String> words = List.of(command.strip().split("\\s+"));
      if (!command.isBlank()) {
        lines.addAll(run(words));
      }
    }
    return lines;
  }

  private List<String> run(List<String> words) throws ShellException {
    String word = words.get(0);
    Optional<EntityType> entered = standalone(word);
    if (entered.isPresent()) {
      if (words.size() == 1) {
        mode = entered;
        return List.of();
      }
      return inMode(entered.get(), words.subList(1, words.size()));
    }
    if (mode.isEmpty()) {
      throw new ShellException("unknown mode \"" + word + "\"; there are " + modes());
    }
    return inMode(mode.get(), words);
  }

  private List<String> inMode(EntityType type, List<String> words) throws ShellException {
    return switch (words.get(0)) {
      case "list", "ls" -> EntityText.list(cluster, type, json, true);
      case "show" -> show(type, words.subList(1, words.size()));
      default ->
          throw new ShellException(
              "unknown command \""
                  + words.get(0)
                  + "\" in "
                  + type.mode()
                  + "; there are list, show");
    };
  }

  private List<String> show(EntityType type, List<String> names) throws ShellException {
    if (names.size() != 1) {
      throw new ShellException("show takes one name");
    }
    Entity entity =
        cluster
            .find(type, names.get(0))
            .orElseThrow(
                () ->
                    new ShellException(
                        "no " + type.singular() + " named \"" + names.get(0) + "\""));
    return EntityText.show(entity, json);
  }

  private static Optional<EntityType> standalone(String word) {
    return EntityType.ofMode(word).filter(type -> type.owners().isEmpty());
  }

  private static String modes() {
    return Arrays.stream(EntityType.values())
        .filter(type -> type.owners().isEmpty())
        .map(EntityType::mode)
        .collect(Collectors.joining(", "));
  }
}
