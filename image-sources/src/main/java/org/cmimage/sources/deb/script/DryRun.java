package org.cmimage.sources.deb.script;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the reachable commands of a script without running any. It ends at the first one that may
 * examine or change what is unpacked. If a condition is unknown, both branches are followed, and in
 * them even harmless changes are refused, because whether they are made may depend on what is
 * unpacked. For one script.
 */
final class DryRun {
  private static final int MAX_STEPS = 20_000;
  private static final int MAX_CALLS = 10;

  /** Commands that change nothing and succeed. */
  private static final Set<String> IDLE = ImmutableSet.of(":", "true", "echo", "printf", "umask");

  private static final Set<String> DECLARATIONS = ImmutableSet.of("local", "export", "readonly");

  /** Commands that search for a program, with an unknown result. */
  private static final Set<String> QUESTIONS = ImmutableSet.of("command", "which", "type");

  /**
   * Operations that dpkg-maintscript-helper performs in a preinst only if an old version is given.
   */
  private static final Set<String> UPGRADES =
      ImmutableSet.of("rm_conffile", "mv_conffile", "symlink_to_dir", "dir_to_symlink", "supports");

  /** Commands that change the files that their operands name. */
  private static final Set<String> CHANGES =
      ImmutableSet.of("rm", "rmdir", "mkdir", "touch", "mv", "cp");

  /** Operations on alternatives of the name that follows, whichever package owns them. */
  private static final Set<String> ALTERNATIVES = ImmutableSet.of("--auto", "--remove-all");

  /**
   * The directory of hooks of configured packages; packages that are only unpacked have none in
   * place.
   */
  private static final String KERNEL_HOOKS = "/etc/kernel/preinst.d";

  private final Expansion known;
  private final Map<String, Node> functions = new HashMap<>();
  private int steps;
  private int calls;

  /** The number of enclosing conditions that may depend on what is unpacked. */
  private int doubts;

  /** Patterns of the paths that the script examines or changes. */
  private final Set<String> paths = new LinkedHashSet<>();

  private final Set<String> made = new LinkedHashSet<>();

  /** Signals that the script can, or might, detect what is unpacked. */
  private static final class Notices extends Exception {
    private static final long serialVersionUID = 1;

    Notices(String command) {
      super(command, null, false, false);
    }
  }

  /** Signals the end of the script or of a function. */
  private static final class Ends extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean script;

    /** Not part of the serialised form: an exception of this kind is never stored. */
    private final transient Condition status;

    Ends(boolean script, Condition status) {
      super("", null, false, false);
      this.script = script;
      this.status = status;
    }
  }

  /** Whether a script may make changes, as long as they are the same in any case. */
  private final boolean active;

  private DryRun(Expansion known, boolean active) {
    this.known = known;
    this.active = active;
  }

  /**
   * Returns the largest possible effects of a script.
   *
   * @param active whether changes are accepted that are the same whatever is unpacked
   */
  static Preinst.Findings of(Node script, Expansion known, boolean active) {
    DryRun run = new DryRun(known, active);
    Optional<String> command = Optional.empty();
    try {
      run.follow(script);
    } catch (Ends e) {
      // as far as it could be followed
    } catch (Notices e) {
      command = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Preinst.Findings(command, run.paths, run.made);
  }

  private Condition follow(Node node) throws Notices, Ends {
    if (++steps > MAX_STEPS) {
      throw new Notices("too many commands");
    }
    return node.accept(new Steps());
  }

  /** Follows commands of each kind. */
  private final class Steps implements Node.Handler<Condition, Notices, Ends> {
    @Override
    public Condition simple(Node.Simple node) throws Notices, Ends {
      return DryRun.this.simple(node);
    }

    @Override
    public Condition sequence(Node.Sequence node) throws Notices, Ends {
      Condition last = Condition.TRUE;
      for (Node member : node.nodes()) {
        last = follow(member);
      }
      return last;
    }

    @Override
    public Condition andOr(Node.AndOr node) throws Notices, Ends {
      return DryRun.this.andOr(node);
    }

    @Override
    public Condition not(Node.Not node) throws Notices, Ends {
      return follow(node.node()).not();
    }

    @Override
    public Condition ifElse(Node.If node) throws Notices, Ends {
      return choose(follow(node.condition()), node.then(), node.otherwise());
    }

    @Override
    public Condition caseOf(Node.Case node) throws Notices, Ends {
      return choose(node);
    }

    @Override
    public Condition loop(Node.Loop node) throws Notices, Ends {
      return DryRun.this.loop(node);
    }

    @Override
    public Condition function(Node.Function node) {
      functions.put(node.name(), node.body());
      return Condition.TRUE;
    }

    @Override
    public Condition group(Node.Group node) throws Notices, Ends {
      if (!node.subshell()) {
        return follow(node.body());
      }
      // What ends in it goes on behind it: no condition in it may be left in doubt.
      int before = doubts;
      Condition status;
      try {
        status = follow(node.body());
      } catch (Ends e) {
        status = e.status;
      }
      doubts = Math.max(before, doubts);
      return status;
    }

    @Override
    public Condition pipeline(Node.Pipeline node) throws Notices {
      throw new Notices("a pipeline");
    }

    @Override
    public Condition opaque(Node.Opaque node) throws Notices {
      throw new Notices("a pipeline");
    }
  }

  private Condition andOr(Node.AndOr both) throws Notices, Ends {
    Condition left = follow(both.left());
    Condition decides = both.and() ? left : left.not();
    return switch (decides) {
      case FALSE -> left;
      case TRUE -> follow(both.right());
      case ELSEWHERE, UNKNOWN -> {
        Condition right = perhaps(both.right(), decides);
        yield both.and() ? left.and(right) : left.or(right);
      }
    };
  }

  private Condition choose(Condition condition, Node then, Node otherwise) throws Notices, Ends {
    return switch (condition) {
      case TRUE -> follow(then);
      case FALSE -> follow(otherwise);
      case ELSEWHERE, UNKNOWN -> {
        Condition one = perhaps(then, condition);
        Condition other = perhaps(otherwise, condition);
        yield one == other ? one : Condition.UNKNOWN;
      }
    };
  }

  private Condition choose(Node.Case choice) throws Notices, Ends {
    if (choice.word().isOpaque()) {
      throw new Notices("a command substitution");
    }
    Optional<String> word = known.text(choice.word());
    Condition status = Condition.TRUE;
    for (Node.Branch branch : choice.branches()) {
      Condition matches = Condition.FALSE;
      for (Word pattern : branch.patterns()) {
        matches = matches.or(matches(word, pattern));
      }
      if (matches == Condition.TRUE) {
        return follow(branch.body());
      } else if (matches == Condition.UNKNOWN) {
        status = perhaps(branch.body(), Condition.UNKNOWN) == status ? status : Condition.UNKNOWN;
      }
    }
    return status;
  }

  private Condition matches(Optional<String> word, Word pattern) throws Notices {
    if (pattern.isOpaque()) {
      throw new Notices("a command substitution");
    }
    String literal = pattern.literal();
    if (literal.equals("*")) {
      return Condition.TRUE;
    }
    Optional<String> text = known.text(pattern);
    if (word.isEmpty() || text.isEmpty() || text.get().matches("(?s).*[*?\\[\\\\].*")) {
      return Condition.UNKNOWN;
    }
    return Condition.of(word.equals(text));
  }

  /** Follows a part whose execution depends on an unknown condition. */
  private Condition perhaps(Node node, Condition decides) throws Notices, Ends {
    Map<String, Optional<String>> before = known.snapshot();
    int doubt = decides == Condition.UNKNOWN ? 1 : 0;
    doubts += doubt;
    boolean ended = false;
    Condition status = Condition.UNKNOWN;
    try {
      status = follow(node);
    } catch (Ends e) {
      if (e.status != Condition.TRUE) {
        throw new Notices("exit");
      }
      ended = true;
    }
    if (!ended) {
      doubts -= doubt;
    } // otherwise the following parts are executed conditionally, too
    known.keepWhatEquals(before);
    return status;
  }

  private Condition loop(Node.Loop loop) throws Notices, Ends {
    Optional<List<Optional<String>>> values =
        loop.values().stream().anyMatch(Word::isOpaque)
            ? Optional.empty()
            : known.words(loop.values());
    if (!loop.values().isEmpty()
        && values.filter(all -> all.stream().allMatch(Optional::isPresent)).isPresent()) {
      for (Optional<String> value : values.get()) {
        known.assign(loop.variable(), value(value.orElse("")));
        follow(loop.body());
      }
      return Condition.TRUE;
    }
    Condition turns = Condition.UNKNOWN;
    for (Word value : loop.values()) {
      turns = Substitution.of(value) == Substitution.NUMBERS ? Condition.ELSEWHERE : turns;
      if (Substitution.of(value) == Substitution.COMMAND) {
        throw new Notices("a command substitution");
      }
    }
    if (!loop.variable().isEmpty()) {
      known.forget(loop.variable());
    }
    perhaps(loop.condition(), turns);
    // Twice, because of what the first iteration leaves unknown.
    perhaps(loop.body(), turns);
    perhaps(loop.body(), turns);
    return Condition.TRUE;
  }

  private Condition simple(Node.Simple command) throws Notices, Ends {
    if (command.writes()) {
      throw new Notices("redirected output");
    }
    for (Node.Assignment assignment : command.assignments()) {
      if (assignment.value().isOpaque()) {
        throw new Notices("a command substitution");
      }
      if (command.words().isEmpty()) {
        known.assign(assignment.name(), assignment.value());
      }
    }
    if (command.words().isEmpty()) {
      return Condition.TRUE;
    }
    if (command.words().stream().anyMatch(Word::isOpaque)) {
      throw new Notices("a command substitution");
    }
    String name = known.text(command.words().get(0)).orElse("");
    List<Word> rest = command.words().subList(1, command.words().size());
    Node function = functions.get(name);
    if (function != null) {
      return call(name, function, rest);
    } else if (DECLARATIONS.contains(name)) {
      declare(rest);
      return Condition.TRUE;
    } else if (IDLE.contains(name)) {
      return Condition.TRUE;
    } else if (name.equals("[") || name.equals("test")) {
      return test(name, rest);
    }
    return active && doubts == 0 && changes(name, rest)
        ? name.equals("rm") ? Condition.TRUE : Condition.ELSEWHERE
        : builtIn(name, rest, known.words(rest));
  }

  private Condition builtIn(String name, List<Word> rest, Optional<List<Optional<String>>> words)
      throws Notices, Ends {
    List<Optional<String>> arguments = words.orElse(List.of());
    List<String> texts = arguments.stream().map(word -> word.orElse("")).toList();
    String first = texts.isEmpty() ? "" : texts.get(0);
    boolean all = words.isPresent();
    if (name.equals("set") && all && texts.stream().allMatch(word -> word.matches("[-+][a-z]+"))) {
      return Condition.TRUE;
    } else if (name.equals("false")) {
      return Condition.FALSE;
    } else if (name.equals("exit") || name.equals("return")) {
      throw ends(name, all ? first : "?");
    } else if (name.equals("dpkg") && first.equals("--compare-versions")) {
      return Condition.versions(arguments.subList(1, arguments.size()));
    } else if (QUESTIONS.contains(name)) {
      boolean asks = !name.equals("command") || first.equals("-v");
      if (asks) {
        return Condition.UNKNOWN;
      }
    } else if (name.equals("dpkg-maintscript-helper")
        && !rest.isEmpty()
        && UPGRADES.contains(rest.get(0).literal())) {
      return Condition.TRUE;
    } else if (active && name.equals("run-parts") && all && texts.contains(KERNEL_HOOKS)) {
      made.add(KERNEL_HOOKS);
      return Condition.TRUE;
    } else if (name.equals("update-alternatives")
        && (texts.size() == 3 || (texts.size() == 4 && first.equals("--quiet")))
        && texts.get(texts.size() - 3).equals("--remove")) {
      // No file of a package that was never configured is an alternative.
      return Condition.TRUE;
    } else if (active
        && doubts == 0
        && name.equals("update-alternatives")
        && texts.stream().anyMatch(ALTERNATIVES::contains)) {
      return Condition.ELSEWHERE;
    }
    throw new Notices(name.isEmpty() ? "a command that is not known" : name);
  }

  /** Returns whether a command changes files at absolute paths, and does nothing else. */
  private boolean changes(String name, List<Word> words) {
    if (!CHANGES.contains(name)) {
      return false;
    }
    Set<String> changed = new LinkedHashSet<>();
    boolean parents = false;
    for (Word word : words) {
      Optional<String> path = path(word);
      if (path.isPresent()) {
        changed.add(path.get());
      } else if (!known.pattern(word).matches("-[fprv]+")) {
        return false;
      } else {
        parents |= name.equals("mkdir");
      }
    }
    // A directory is made if it does not exist, with the same result in any case.
    (parents ? made : paths).addAll(changed);
    return true;
  }

  /** Returns the pattern of a word that is an absolute path; empty if it may be anything else. */
  private Optional<String> path(Word word) {
    String pattern = known.pattern(word);
    return pattern.startsWith("/")
            && known.isOneWord(word)
            && !pattern.matches("(?s).*(?://|/\\.\\.?(?:/|$)|\n).*")
        ? Optional.of(pattern)
        : Optional.empty();
  }

  private Ends ends(String name, String status) throws Notices {
    boolean script = name.equals("exit") || calls == 0;
    if (script && !status.isEmpty() && !status.equals("0")) {
      throw new Notices(name + " " + status);
    }
    Condition condition =
        status.matches("0?")
            ? Condition.TRUE
            : status.matches("[1-9][0-9]*") ? Condition.FALSE : Condition.UNKNOWN;
    return new Ends(script, condition);
  }

  private void declare(List<Word> words) throws Notices {
    for (Word word : words) {
      String literal = word.literal();
      String start =
          word.parts().isEmpty() || !(word.parts().get(0) instanceof Word.Part.Text text)
              ? ""
              : text.text();
      int equals = start.indexOf('=');
      if (equals > 0) {
        known.forget(start.substring(0, equals));
        known
            .text(word)
            .ifPresent(full -> known.assign(start.substring(0, equals), declared(full)));
      } else if (literal.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        known.forget(literal);
      } else {
        throw new Notices("a declaration");
      }
    }
  }

  private static Word declared(String declaration) {
    return value(declaration.substring(declaration.indexOf('=') + 1));
  }

  private static Word value(String text) {
    return new Word(List.of(new Word.Part.Text(text, true)));
  }

  private Condition test(String name, List<Word> words) {
    List<Word> operands =
        name.equals("[") && !words.isEmpty() ? words.subList(0, words.size() - 1) : words;
    if (operands.size() == 3 && operands.get(0).literal().equals("!")) {
      return test("test", operands.subList(1, 3)).not();
    }
    if (operands.size() == 2 && operands.get(0).literal().matches("-[bcdefgkLhprSsuwx]")) {
      Optional<String> path = path(operands.get(1));
      if (path.isPresent()) {
        // Determining whether a kernel has it itself would require reading the whole archive.
        path.filter(found -> !found.equals(KERNEL_HOOKS)).ifPresent(paths::add);
        return Condition.ELSEWHERE;
      }
    }
    return known.words(operands).map(Condition::test).orElse(Condition.UNKNOWN);
  }

  private Condition call(String name, Node function, List<Word> words) throws Notices, Ends {
    Optional<List<Optional<String>>> expanded = known.words(words);
    if (expanded.isEmpty() || expanded.get().stream().anyMatch(Optional::isEmpty)) {
      throw new Notices("function " + name);
    }
    if (++calls > MAX_CALLS) {
      throw new Notices("function " + name);
    }
    List<String> arguments = new ArrayList<>();
    expanded.get().forEach(word -> arguments.add(word.orElse("")));
    List<String> before = known.call(arguments);
    try {
      return follow(function);
    } catch (Ends e) {
      if (e.script) {
        throw e;
      }
      return e.status;
    } finally {
      calls--;
      known.call(before);
    }
  }
}
