package org.cmimage.cli.shell.command.change;

import java.io.IOException;
import java.util.List;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Operand;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Targets;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.edit.Removal;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;

/** The command {@code remove}. */
public final class Removals {
  private Removals() {}

  /** The command. */
  public static List<ShellCommand> commands() {
    Help help =
        Help.inModes("remove", "[-d|-a] [object...]", "Remove objects at the next commit")
            .with(Help.Flag.of("-d|--data", "", "of a software image, its tree too"))
            .with(Help.Flag.of("-a|--all", "", "and the trees of its revisions"))
            .taking(Operand.OBJECT);
    return List.of(new ShellCommand(help, Removals::remove));
  }

  private static void remove(Session session, Arguments arguments)
      throws ShellException, EditException, ImageException, IOException {
    Removal how =
        arguments.has("-a")
            ? Removal.WITH_REVISIONS
            : arguments.has("-d") ? Removal.WITH_DATA : Removal.ENTITY;
    if (how != Removal.ENTITY && Targets.type(session) != EntityType.SOFTWARE_IMAGE) {
      throw new ShellException("only a software image has data to remove");
    }
    List<Entity> objects = objects(session, arguments);
    if (how != Removal.ENTITY) {
      for (Entity object : objects) {
        checkTree(session, object);
      }
    }
    for (Entity object : objects) {
      session.edits().remove(object.key(), how);
    }
    session.leaveWhatIsGone();
  }

  private static List<Entity> objects(Session session, Arguments arguments) throws ShellException {
    if (!arguments.words().isEmpty()) {
      return Targets.objects(session, arguments.texts());
    }
    return List.of(Targets.target(session, arguments).object());
  }

  /** Where the tree of an image stands; an edited path is not yet where it stands. */
  private static String treeOf(Session session, Entity image) {
    return session.edits().base().find(image.key()).orElse(image).get(SoftwareImage.PATH);
  }

  /** What must not be deleted is refused now, and not after the entity is gone. */
  private static void checkTree(Session session, Entity image)
      throws ShellException, ImageException, IOException {
    if (Locks.isLocked(session.cluster(), image)) {
      throw new ShellException(
          ErrorCode.IN_USE,
          "cannot remove " + image.name() + " with its data: it is locked",
          List.of("unlock it first: softwareimage unlock " + image.name()));
    }
    String path = treeOf(session, image);
    if (!path.isEmpty()) {
      session.trees().checkDeletable(path);
    }
  }
}
