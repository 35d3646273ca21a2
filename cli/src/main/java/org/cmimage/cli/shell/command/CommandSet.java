package org.cmimage.cli.shell.command;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.model.entity.EntityType;

/** The commands there are. Immutable. */
public final class CommandSet {
  private final ImmutableSortedMap<String, ShellCommand> commands;

  public CommandSet(List<ShellCommand> commands) {
    this.commands = ImmutableSortedMap.copyOf(Maps.uniqueIndex(commands, ShellCommand::name));
  }

  /** The command of this name, wherever it can be used. */
  public Optional<ShellCommand> find(String name) {
    return Optional.ofNullable(commands.get(name));
  }

  /** The command of this name where it can be used. */
  public Optional<ShellCommand> find(String name, Location location) {
    return find(name).filter(command -> isAt(command, location));
  }

  /** Those that can be used at a place, by name. */
  public List<ShellCommand> at(Location location) {
    return commands.values().stream().filter(command -> isAt(command, location)).toList();
  }

  private static boolean isAt(ShellCommand command, Location location) {
    Optional<EntityType> type = location.type();
    return command.help().modes().isEmpty()
        || type.isPresent() && command.help().modes().contains(type.get());
  }
}
