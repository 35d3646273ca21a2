package org.cmimage.cli.shell.command.change;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.cli.shell.command.Arguments;
import org.cmimage.cli.shell.command.Help;
import org.cmimage.cli.shell.command.Session;
import org.cmimage.cli.shell.command.ShellCommand;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.look.Review;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.edit.EditConflict;
import org.cmimage.model.edit.Modification;
import org.cmimage.model.edit.staged.Use;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.store.StoreException;

/** The commands {@code commit} and {@code refresh}. */
public final class Commits {
  /**
   * The rules whose warnings follow a commit. Those about parts would come half way through an
   * administrator's work.
   */
  private static final Set<Finding.Rule> WARNED =
      Sets.immutableEnumSet(
          Finding.Rule.ADDRESS, Finding.Rule.ARCHITECTURE, Finding.Rule.DISK_SETUP);

  /** The number of objects listed in a line. */
  private static final int NAMED = 5;

  private Commits() {}

  /** Returns the commands. */
  public static List<ShellCommand> commands() {
    return List.of(
        new ShellCommand(
            Help.everywhere("commit", "[-w]", "Make the changes of this object, mode, or all")
                .with(Help.Flag.of("-w|--wait", "", "wait until trees are copied")),
            Commits::commit),
        new ShellCommand(
            Help.everywhere("refresh", "", "Drop the changes of this object, mode, or all"),
            Commits::refresh));
  }

  private static void commit(Session session, Arguments arguments)
      throws ShellException, EditConflict, StoreException, ImageException, IOException {
    arguments.between(0, 0);
    List<EntityKey> selected = selected(session);
    Removals.checkTrees(session, session.edits().removals(selected));
    CommitReport report;
    try {
      report =
          session.location().type().isEmpty()
              ? session.edits().commit()
              : session.edits().commit(selected.toArray(EntityKey[]::new));
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.INVALID) {
        throw e;
      }
      throw invalid(session, selected, e);
    }
    tell(session, report);
    warn(session, report);
    tellLeft(session);
    session.leaveWhatIsGone();
    TreeWork.of(session.trees(), report);
  }

  private static ShellException invalid(
      Session session, List<EntityKey> selected, StoreException e) {
    session.print(Review.lines(e.findings(), true));
    List<String> users = new ArrayList<>();
    List<String> cure = Review.meant(session, e.findings());
    for (EntityKey key : selected) {
      boolean isGone = session.cluster().find(key).isEmpty();
      List<Use> uses = isGone ? session.edits().usedBy(key) : List.of();
      if (!uses.isEmpty()) {
        users.add(key + " is used by the following:");
        users.addAll(Review.lines(uses));
      }
    }
    return new ShellException(
        users.isEmpty() ? ErrorCode.INVALID_REQUEST : ErrorCode.IN_USE,
        "cannot commit: nothing was changed, since the cluster would not be valid",
        ImmutableList.<String>builder().addAll(users).addAll(cure).build());
  }

  /** Prints the removals of a commit; additions and changes need no message. */
  private static void tell(Session session, CommitReport report) {
    Set<EntityType> types = EnumSet.noneOf(EntityType.class);
    report.modifications().stream()
        .filter(modification -> modification.state() == Modification.State.REMOVED)
        .forEach(modification -> types.add(modification.key().type()));
    for (EntityType type : types) {
      session.print("Successfully removed " + report.removed(type) + " " + type.plural());
      session.print("Successfully committed " + report.committed(type) + " " + type.plural());
    }
    report
        .along()
        .forEach(key -> session.print("Also removed " + key + ", which was made with its image"));
  }

  /** Prints what rules say about the entities that were committed. */
  private static void warn(Session session, CommitReport report) {
    Set<EntityKey> committed =
        report.modifications().stream().map(Modification::key).collect(Collectors.toSet());
    List<Finding> findings =
        session.edits().validate().stream()
            .filter(finding -> WARNED.contains(finding.rule()))
            .filter(finding -> finding.severity() == Finding.Severity.WARNING)
            .filter(finding -> committed.contains(finding.entity()))
            .toList();
    findings.stream().limit(NAMED).forEach(finding -> session.print("Warning: " + finding));
    if (findings.size() > NAMED) {
      session.print("Warning: " + (findings.size() - NAMED) + " more; validate lists all");
    }
  }

  /** Prints which other objects or modes have uncommitted changes. */
  private static void tellLeft(Session session) {
    List<String> left =
        session.edits().modified().stream()
            .map(Modification::key)
            .filter(key -> key.owner().isEmpty())
            .map(EntityKey::toString)
            .distinct()
            .toList();
    if (!left.isEmpty()) {
      String more = left.size() > NAMED ? " and " + (left.size() - NAMED) + " more" : "";
      String names = String.join(", ", left.subList(0, Math.min(NAMED, left.size())));
      session.print("Still not committed: " + names + more);
    }
  }

  private static void refresh(Session session, Arguments arguments)
      throws ShellException, StoreException {
    arguments.between(0, 0);
    if (session.location().type().isEmpty()) {
      session.edits().refresh();
    } else {
      session.edits().refresh(selected(session));
    }
    session.leaveWhatIsGone();
  }

  /** Returns the staged keys of the object in use, or of the mode; all at the top. */
  private static List<EntityKey> selected(Session session) {
    Optional<EntityKey> used = session.location().used();
    Optional<EntityKey> owner = session.location().owner();
    Optional<EntityType> type = session.location().type();
    return session.edits().modified().stream()
        .map(Modification::key)
        .filter(
            key ->
                type.isEmpty()
                    || used.map(object -> isOf(key, object))
                        .or(() -> owner.map(object -> isOf(key, object)))
                        .orElseGet(() -> rootType(key) == type.get()))
        .toList();
  }

  private static boolean isOf(EntityKey key, EntityKey object) {
    return key.equals(object) || key.owner().equals(Optional.of(object));
  }

  private static EntityType rootType(EntityKey key) {
    return key.owner().map(EntityKey::type).orElse(key.type());
  }
}
