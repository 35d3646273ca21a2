package org.cmimage.cli.shell.command.change;

import java.util.ArrayList;
import java.util.List;
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

  /** The commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.inModes("add", "<name>", "Make a new object and use it").taking(Operand.TEXT),
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
      case DEVICE -> addDevice(session, arguments);
      case ARCH_OS -> {
        arguments.between(1, 2);
        use(session, session.edits().add(Targets.newKey(session, String.join("/", words))).key());
      }
      case PARTITION, NETWORK, SOFTWARE_IMAGE, FS_PART, CATEGORY, FS_MOUNT, FS_EXPORT -> {
        arguments.between(1, 1);
        use(session, session.edits().add(Targets.newKey(session, words.get(0))).key());
      }
    }
  }

  /** {@code add node001}, or {@code add physicalnode node001 10.141.0.1}. */
  private static void addDevice(Session session, Arguments arguments)
      throws ShellException, EditException {
    List<String> words = arguments.between(1, 3).texts();
    if (words.size() == 1) {
      use(session, session.edits().add(Targets.newKey(session, words.get(0))).key());
      return;
    }
    try {
      Device.TYPE.canonical(words.get(0));
    } catch (IllegalArgumentException e) {
      throw new ShellException("cannot add Device: " + e.getMessage());
    }
    EntityKey key = session.edits().add(Targets.newKey(session, words.get(1))).key();
    use(session, key);
    session.edits().set(key, Device.TYPE, words.get(0));
    if (words.size() == 3) {
      session.edits().set(key, Targets.property(EntityType.DEVICE, "ip"), words.get(2));
    }
  }

  private static void copy(Session session, Arguments arguments)
      throws ShellException, EditException {
    Targets.Target target = copied(session, arguments);
    Entity original = target.object();
    EntityKey name = Targets.newKey(session, target.words().get(0));
    use(session, session.edits().clone(original.key(), name).key());
  }

  /** Where an object is used, its name may still be given. */
  private static Targets.Target copied(Session session, Arguments arguments) throws ShellException {
    arguments.between(1, 2);
    if (arguments.words().size() == 2) {
      Entity original = Targets.object(session, arguments.texts().get(0));
      return new Targets.Target(original, arguments.texts().subList(1, 2));
    }
    Targets.Target target = Targets.target(session, arguments);
    if (target.words().isEmpty()) {
      throw arguments.wrong();
    }
    return target;
  }

  private static void use(Session session, EntityKey key) {
    session.go(Location.of(key));
  }
}
