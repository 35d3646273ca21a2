package org.cmimage.cli.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.cmimage.cli.shell.language.Aliases;
import org.cmimage.cli.shell.mode.Location;
import org.cmimage.cli.shell.mode.Prompt;
import org.cmimage.model.edit.EditSession;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** One user's work with the shell: where it is, and what is edited. Not thread-safe. */
public final class Session {
  /**
   * What a session works with.
   *
   * @param host the name of this machine, for prompts
   * @param boxed whether tables that nobody else reads are boxed
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

  /** The user, and the real shell. */
  public Console console() {
    return environment.console();
  }

  /** The trees on disk. */
  public Trees trees() {
    return environment.trees();
  }

  /** The store, for what is not edited but done at once. */
  public ClusterStore store() {
    return environment.store();
  }

  /** What is edited. */
  public EditSession edits() {
    return edits;
  }

  /** The cluster as it would be after a commit. */
  public ClusterSnapshot cluster() {
    return edits.cluster();
  }

  /** Names for statements. */
  public Aliases aliases() {
    return aliases;
  }

  /** How it prints. */
  public Settings settings() {
    return settings;
  }

  /** What the user typed so far, oldest first. */
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

  /** Whether tables are boxed: not while something else reads them. */
  public boolean isBoxed() {
    return environment.boxed() && !redirected;
  }

  /** Whether results are JSON. */
  public boolean isJson() {
    return environment.json();
  }

  /** Where it is. */
  public Location location() {
    return location;
  }

  /** Where it was before {@link #go}. */
  public Location previous() {
    return previous;
  }

  /** Moves. */
  public void go(Location to) {
    if (!to.equals(location)) {
      previous = location;
      location = to;
    }
  }

  /** Comes back to a place as if it had never been elsewhere. */
  void comeBack(Location to, Location before) {
    location = to;
    previous = before;
  }

  /** Leaves what is not there any more. */
  public void leaveWhatIsGone() {
    ClusterSnapshot cluster = cluster();
    location = location.within(key -> cluster.find(key).isPresent());
  }

  /** What the shell asks with. */
  public String prompt() {
    return new Prompt(environment.host(), edits::isModified, edits::isModified).at(location);
  }

  /** Ends the session after this command. */
  public void quit() {
    quitting = true;
  }

  /** Takes back {@link #quit}. */
  public void stay() {
    quitting = false;
  }

  /** Whether the session is to end. */
  public boolean isQuitting() {
    return quitting;
  }

  /** Something that prints. */
  interface Printing {
    boolean run();
  }

  /** Gathers what something prints into a list, to be read by something else than a user. */
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
