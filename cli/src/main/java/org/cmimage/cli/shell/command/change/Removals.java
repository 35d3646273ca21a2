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
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/** The command {@code remove}. */
public final class Removals {
  private Removals() {}

  /** Returns the command. */
  public static List<ShellCommand> commands() {
    Help help =
        Help.inModes("remove", "[-d|-a] [object...]", "Remove objects at the next commit")
            .with(Help.Flag.of("-d|--data", "", "of a software image, its tree too"))
            .with(Help.Flag.of("-a|--all", "", "and the trees of its revisions"))
            .taking(Operand.OBJECT);
    return List.of(new ShellCommand(help, Removals::remove));
  }

  private static void remove(Session session, Arguments arguments)
      throws ShellException, EditException, IOException {
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
        checkTree(session, object, how == Removal.WITH_REVISIONS);
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
    return List.of(Targets.named(session, arguments).object());
  }

  /** Returns the present path of an image's tree; an edited path takes effect later. */
  private static String treeOf(Session session, Entity image) {
    return session.edits().base().find(image.key()).orElse(image).get(SoftwareImage.PATH);
  }

  /** Refuses a tree that must not be deleted now, not after the entity was removed. */
  private static void checkTree(Session session, Entity image, boolean revisions)
      throws IOException {
    String path = treeOf(session, image);
    if (!path.isEmpty()) {
      session
          .trees()
          .checkDeletable(
              session.cluster(), new CommitReport.TreeRemoval(image.key(), path, revisions));
    }
  }

  /**
   * Refuses such trees before a commit, as they may have changed since an image was marked for
   * removal.
   */
  static void checkTrees(Session session, List<CommitReport.TreeRemoval> removals)
      throws StoreException, IOException {
    ClusterSnapshot now = removals.isEmpty() ? session.edits().base() : session.store().snapshot();
    for (CommitReport.TreeRemoval removal : removals) {
      session.trees().checkDeletable(now, removal);
    }
  }
}
