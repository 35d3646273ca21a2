package org.cmimage.cli.shell.command;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.model.entity.EntityType;

/** All commands. Immutable. */
public final class CommandSet {
  private final ImmutableSortedMap<String, ShellCommand> commands;

  public CommandSet(List<ShellCommand> commands) {
    this.commands = ImmutableSortedMap.copyOf(Maps.uniqueIndex(commands, ShellCommand::name));
  }

  /** Returns the command of this name, wherever it can be used. */
  public Optional<ShellCommand> find(String name) {
    return Optional.ofNullable(commands.get(name));
  }

  /** Returns the command of this name if it can be used at a place. */
  public Optional<ShellCommand> find(String name, Location location) {
    return find(name).filter(command -> isAt(command, location));
  }

  /** Returns the commands that can be used at a place, by name. */
  public List<ShellCommand> at(Location location) {
    return commands.values().stream().filter(command -> isAt(command, location)).toList();
  }

  private static boolean isAt(ShellCommand command, Location location) {
    Optional<EntityType> type = location.type();
    return command.help().modes().isEmpty()
        || type.isPresent() && command.help().modes().contains(type.get());
  }
}
