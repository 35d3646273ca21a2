package org.cmimage.cli.shell.command;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.model.entity.EntityType;

/**
 * The description of a command: for users, for completion, and for parsing its words.
 *
 * @param name its first word
 * @param usage the text behind the first word
 * @param summary one line
 * @param modes the modes it can be used in; empty for all
 * @param flags its options
 * @param operands the kinds of its words
 */
public record Help(
    String name,
    String usage,
    String summary,
    Set<EntityType> modes,
    List<Flag> flags,
    List<Operand> operands) {
  /**
   * An option.
   *
   * @param names all spellings
   * @param value the name of its value; empty for one without a value
   */
  public record Flag(List<String> names, String value, String summary) {
    public Flag {
      names = ImmutableList.copyOf(names);
    }

    /** Makes an option of one or two spellings. */
    public static Flag of(String names, String value, String summary) {
      return new Flag(List.of(names.split("\\|", -1)), value, summary);
    }
  }

  public Help {
    modes = ImmutableSet.copyOf(modes);
    flags = ImmutableList.copyOf(flags);
    operands = ImmutableList.copyOf(operands);
  }

  /** Makes the help of a command that works everywhere. */
  public static Help everywhere(String name, String usage, String summary) {
    return new Help(name, usage, summary, Set.of(), List.of(), List.of());
  }

  /** Makes the help of a command that works in every mode. */
  public static Help inModes(String name, String usage, String summary) {
    return everywhere(name, usage, summary).in(EnumSet.allOf(EntityType.class));
  }

  /** Returns a copy for some modes. */
  public Help in(Set<EntityType> some) {
    return new Help(name, usage, summary, some, flags, operands);
  }

  /** Returns a copy with these operands. */
  public Help taking(Operand... taken) {
    return new Help(name, usage, summary, modes, flags, List.of(taken));
  }

  /** Returns a copy with one more option. */
  public Help with(Flag flag) {
    List<Flag> more = Stream.concat(flags.stream(), Stream.of(flag)).toList();
    return new Help(name, usage, summary, modes, more, operands);
  }
}
