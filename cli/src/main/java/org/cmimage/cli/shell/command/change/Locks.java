package org.cmimage.cli.shell.command.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cmimage.cli.render.Table;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/**
 * The commands {@code lock}, {@code unlock}, {@code islocked} and {@code locked}. They lock the
 * parts of an image at once, independent of staged edits.
 */
public final class Locks {
  private static final Set<EntityType> MODES =
      Set.of(EntityType.SOFTWARE_IMAGE, EntityType.FS_PART);

  private Locks() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            help("lock", "Keep what is provisioned from being changed"),
            (session, arguments) -> set(session, arguments, "yes")),
        new ShellCommand(
            help("unlock", "Take a lock away"),
            (session, arguments) -> set(session, arguments, "no")),
        new ShellCommand(help("islocked", "Show whether it is locked"), Locks::isLocked),
        new ShellCommand(
            Help.inModes("locked", "", "List what is locked").in(Set.of(EntityType.FS_PART)),
            Locks::listLocked));
  }

  private static Help help(String name, String summary) {
    return Help.inModes(name, "[object...]", summary).in(MODES).taking(Operand.OBJECT);
  }

  /** Returns whether an image, or a part, is locked. */
  static boolean isLocked(ClusterSnapshot cluster, Entity object) {
    return parts(object).stream()
        .flatMap(key -> cluster.find(key).stream())
        .anyMatch(FsPart::isLocked);
  }

  private static List<EntityKey> parts(Entity object) {
    if (object.type() == EntityType.FS_PART) {
      return List.of(object.key());
    }
    String path = object.get(SoftwareImage.PATH);
    return path.isEmpty() ? List.of() : FsPart.ofImage(path).stream().map(FsPart::key).toList();
  }

  private static void set(Session session, Arguments arguments, String locked)
      throws ShellException, StoreException {
    List<EntityKey> parts = new ArrayList<>();
    for (Entity object : objects(session, arguments)) {
      List<EntityKey> committed =
          parts(object).stream()
              .filter(key -> session.edits().base().find(key).isPresent())
              .toList();
      if (committed.isEmpty()) {
        throw new ShellException(
            "cannot lock " + object.name() + ": it has no part in the cluster; commit it first");
      }
      parts.addAll(committed);
    }
    session.store().update(cluster -> changes(cluster, parts, locked));
    session.edits().look();
  }

  private static ChangeSet changes(ClusterSnapshot cluster, List<EntityKey> parts, String locked) {
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    for (EntityKey part : parts) {
      cluster.find(part).ifPresent(entity -> changes.put(entity.with(FsPart.LOCKED, locked)));
    }
    return changes.build();
  }

  private static void isLocked(Session session, Arguments arguments) throws ShellException {
    Table table = new Table(List.of(new Table.Column("Name", 0), new Table.Column("Locked", 0)));
    for (Entity object : objects(session, arguments)) {
      table.row(List.of(object.name(), isLocked(session.cluster(), object) ? "yes" : "no"));
    }
    session.print(table.plain());
  }

  private static List<Entity> objects(Session session, Arguments arguments) throws ShellException {
    return arguments.words().isEmpty()
        ? List.of(Targets.named(session, arguments).object())
        : Targets.objects(session, arguments.texts());
  }

  private static void listLocked(Session session, Arguments arguments) throws ShellException {
    arguments.between(0, 0);
    List<String> locked =
        session.cluster().fsParts().stream().filter(FsPart::isLocked).map(Entity::name).toList();
    session.print(locked.isEmpty() ? List.of("No locked fsparts") : locked);
  }
}
