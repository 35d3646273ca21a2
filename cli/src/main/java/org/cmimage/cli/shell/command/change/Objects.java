package org.cmimage.cli.shell.command.change;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/** The commands {@code add} and {@code clone}. */
public final class Objects {
  private Objects() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.inModes("add", "<name>", "Make a new object and use it; several for node[01-04]")
                .taking(Operand.TEXT),
            Objects::add),
        new ShellCommand(
            Help.inModes("clone", "[object] <name>", "Make a copy of an object and use it")
                .taking(Operand.TARGET, Operand.TEXT),
            Objects::copy));
  }

  private static void add(Session session, Arguments arguments)
      throws ShellException, EditException {
    List<String> words = new ArrayList<>(arguments.texts());
    EntityType type = Targets.type(session);
    switch (type) {
      case DEVICE -> addDevices(session, arguments);
      case ARCH_OS -> {
        arguments.between(1, 2);
        use(
            session,
            List.of(session.edits().add(newKeys(session, String.join("/", words)).get(0))));
      }
      case PARTITION, NETWORK, SOFTWARE_IMAGE, FS_PART, CATEGORY, FS_MOUNT, FS_EXPORT -> {
        arguments.between(1, 1);
        use(session, addAll(session, newKeys(session, words.get(0))));
      }
    }
  }

  private static List<Entity> addAll(Session session, List<EntityKey> keys) throws EditException {
    List<Entity> added = new ArrayList<>();
    for (EntityKey key : keys) {
      added.add(session.edits().add(key));
    }
    return added;
  }

  /** Returns the keys for a word; where it is for several, none may exist yet. */
  private static List<EntityKey> newKeys(Session session, String word) throws ShellException {
    List<EntityKey> keys = new ArrayList<>();
    for (String name : Targets.spread(session, word)) {
      keys.add(Targets.newKey(session, name));
    }
    for (EntityKey key : keys) {
      if (keys.size() > 1 && session.cluster().find(key).isPresent()) {
        throw new ShellException("there is a " + key + " already");
      }
    }
    return keys;
  }

  /** Adds devices: {@code add node001}, or {@code add physicalnode node[001-004] 10.141.0.1}. */
  private static void addDevices(Session session, Arguments arguments)
      throws ShellException, EditException {
    List<String> words = arguments.between(1, 3).texts();
    List<EntityKey> keys = newKeys(session, words.get(words.size() == 1 ? 0 : 1));
    if (words.size() == 1) {
      use(session, addAll(session, keys));
      return;
    }
    Optional<InetAddress> address;
    try {
      Device.TYPE.canonical(words.get(0));
      address =
          words.size() == 3
              ? Optional.of(InetAddresses.forString(Device.IP.canonical(words.get(2))))
              : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new ShellException("cannot add Device: " + e.getMessage());
    }
    List<Entity> added = addAll(session, keys);
    for (Entity device : added) {
      session.edits().set(device.key(), Device.TYPE, words.get(0));
      if (address.isPresent()) {
        session.edits().set(device.key(), Device.IP, InetAddresses.toAddrString(address.get()));
        address = address.map(InetAddresses::increment);
      }
    }
    use(session, added);
  }

  private static void copy(Session session, Arguments arguments)
      throws ShellException, EditException {
    List<String> words = arguments.between(1, 2).texts();
    Optional<EntityKey> used = session.location().used();
    if (words.size() < 2 && used.isEmpty()) {
      throw arguments.wrong();
    }
    EntityKey original =
        words.size() == 2 ? Targets.object(session, words.get(0)).key() : used.get();
    List<Entity> clones = new ArrayList<>();
    for (EntityKey key : newKeys(session, words.get(words.size() - 1))) {
      clones.add(session.edits().clone(original, key));
    }
    use(session, clones);
  }

  /** Uses the new object if it is only one, else the mode. */
  private static void use(Session session, List<Entity> added) {
    Location object = Location.of(added.get(0).key());
    session.go(added.size() == 1 ? object : object.mode());
  }
}
