package org.cmimage.cli.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.cmimage.cli.shell.language.Aliases;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Prompt;
import org.cmimage.model.edit.EditSession;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** One user's session with the shell: its place in the modes, and its edits. Not thread-safe. */
public final class Session {
  /**
   * The environment of a session.
   *
   * @param host the name of this machine, for prompts
   * @param boxed whether tables for the user are boxed
   * @param json whether results are JSON
   */
  public record Environment(
      ClusterStore store, Trees trees, Console console, String host, boolean boxed, boolean json) {}

  private final Environment environment;
  private final EditSession edits;
  private final Aliases aliases = new Aliases();
  private final Settings settings = new Settings();
  private final List<String> history = new ArrayList<>();
  private Consumer<String> output;
  private boolean redirected;
  private boolean quitting;
  private Location location = Location.HOME;
  private Location previous = Location.HOME;

  public Session(Environment environment) throws StoreException {
    this.environment = environment;
    this.edits = EditSession.open(environment.store());
    this.output = environment.console()::line;
  }

  /** Returns the console. */
  public Console console() {
    return environment.console();
  }

  /** Returns the trees on disk. */
  public Trees trees() {
    return environment.trees();
  }

  /** Returns the store, for changes made at once without staging. */
  public ClusterStore store() {
    return environment.store();
  }

  /** Returns the edits. */
  public EditSession edits() {
    return edits;
  }

  /** Returns the cluster as it would be after a commit. */
  public ClusterSnapshot cluster() {
    return edits.cluster();
  }

  /** Returns the aliases. */
  public Aliases aliases() {
    return aliases;
  }

  /** Returns the settings. */
  public Settings settings() {
    return settings;
  }

  /** Returns the typed lines, oldest first. */
  public List<String> history() {
    return history;
  }

  /** Prints one line of a result. */
  public void print(String line) {
    output.accept(line);
  }

  /** Prints the lines of a result. */
  public void print(List<String> lines) {
    lines.forEach(output);
  }

  /** Returns whether tables are boxed, which they are not in the output to a program or file. */
  public boolean isBoxed() {
    return environment.boxed() && !redirected;
  }

  /** Returns whether results are JSON. */
  public boolean isJson() {
    return environment.json();
  }

  /** Returns the current place. */
  public Location location() {
    return location;
  }

  /** Returns the place before the last {@link #go}. */
  public Location previous() {
    return previous;
  }

  /** Moves to another place. */
  public void go(Location to) {
    if (!to.equals(location)) {
      previous = location;
      location = to;
    }
  }

  /** Returns to a place, with the previous place it had. */
  void comeBack(Location to, Location before) {
    location = to;
    previous = before;
  }

  /** Moves up from an object that does not exist any more. */
  public void leaveWhatIsGone() {
    ClusterSnapshot cluster = cluster();
    location = location.within(key -> cluster.find(key).isPresent());
  }

  /** Returns the prompt. */
  public String prompt() {
    return new Prompt(environment.host(), edits::isModified, edits::isModified).at(location);
  }

  /** Ends the session after this command. */
  public void quit() {
    quitting = true;
  }

  /** Revokes {@link #quit}. */
  public void stay() {
    quitting = false;
  }

  /** Returns whether the session is about to end. */
  public boolean isQuitting() {
    return quitting;
  }

  /** A function that prints. */
  interface Printing {
    boolean run();
  }

  /** Collects printed lines in a list, for a reader other than the user. */
  boolean gather(List<String> lines, Printing printing) {
    Consumer<String> usual = output;
    boolean before = redirected;
    output = lines::add;
    redirected = true;
    try {
      return printing.run();
    } finally {
      output = usual;
      redirected = before;
    }
  }
}
