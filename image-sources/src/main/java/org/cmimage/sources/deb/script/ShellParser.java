package org.cmimage.sources.deb.script;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses a script of the POSIX shell (XCU 2.10) into commands. Unsupported syntax, such as
 * functions in the style of ksh, is a syntax error.
 */
final class ShellParser {
  private static final int MAX_DEPTH = 80;
  private static final Set<String> CLOSING =
      ImmutableSet.of("then", "elif", "else", "fi", "do", "done", "esac", "}");

  private final ShellReader in;
  private int depth;

  private ShellParser(String text) {
    this.in = new ShellReader(text);
  }

  /**
   * Parses a whole script.
   *
   * @throws ShellSyntaxException also if it is nested too deeply
   */
  static Node parse(String text) throws ShellSyntaxException {
    ShellParser parser = new ShellParser(text);
    Node script = parser.list();
    if (!parser.in.atEnd()) {
      throw new ShellSyntaxException("unexpected \"" + parser.in.peek() + "\"");
    }
    return script;
  }

  private Node list() throws ShellSyntaxException {
    deeper();
    List<Node> nodes = new ArrayList<>();
    in.skipLines();
    while (!in.atEnd() && in.peek() != ')' && in.peek() != ';' && !CLOSING.contains(keyword())) {
      nodes.add(andOr());
      in.skipBlanks();
      int mark = in.mark();
      if (in.take(";;")) {
        in.reset(mark);
        break;
      }
      if (in.take("&")) {
        nodes.add(new Node.Opaque());
      } else if (!in.take(";") && in.peek() != '\n') {
        break;
      }
      in.skipLines();
    }
    depth--;
    return new Node.Sequence(nodes);
  }

  private void deeper() throws ShellSyntaxException {
    if (++depth > MAX_DEPTH) {
      throw new ShellSyntaxException("it is nested too deeply");
    }
  }

  private Node andOr() throws ShellSyntaxException {
    int before = depth;
    Node left = pipeline();
    while (true) {
      in.skipBlanks();
      boolean and = in.take("&&");
      if (!and && !in.take("||")) {
        depth = before;
        return left;
      }
      in.skipLines();
      deeper();
      left = new Node.AndOr(left, and, pipeline());
    }
  }

  private Node pipeline() throws ShellSyntaxException {
    boolean not = false;
    while (keyword().equals("!")) {
      takeKeyword("!");
      not = !not;
    }
    List<Node> members = new ArrayList<>();
    members.add(command());
    in.skipBlanks();
    int mark = in.mark();
    while (in.take("|")) {
      if (in.take("|")) {
        in.reset(mark);
        break;
      }
      in.skipLines();
      members.add(command());
      in.skipBlanks();
      mark = in.mark();
    }
    Node node = members.size() == 1 ? members.get(0) : new Node.Pipeline(members);
    return not ? new Node.Not(node) : node;
  }

  private Node command() throws ShellSyntaxException {
    deeper();
    Node command = anyCommand();
    depth--;
    return command;
  }

  private Node anyCommand() throws ShellSyntaxException {
    Node compound;
    switch (keyword()) {
      case "if" -> {
        takeKeyword("if");
        compound = conditional();
      }
      case "case" -> compound = choice();
      case "for" -> compound = forLoop();
      case "while", "until" -> compound = loop();
      case "{" -> {
        takeKeyword("{");
        compound = new Node.Group(list(), false);
        takeKeyword("}");
      }
      default -> {
        if (!in.take("(")) {
          return simple();
        }
        compound = new Node.Group(list(), true);
        expect(")");
      }
    }
    boolean writes = false;
    in.skipBlanks();
    while (atRedirection()) {
      writes |= redirection();
      in.skipBlanks();
    }
    return writes ? new Node.Opaque() : compound;
  }

  private Node conditional() throws ShellSyntaxException {
    Node condition = list();
    takeKeyword("then");
    Node then = list();
    Node otherwise = new Node.Sequence(List.of());
    switch (keyword()) {
      case "elif" -> {
        takeKeyword("elif");
        deeper();
        otherwise = conditional();
        depth--;
        return new Node.If(condition, then, otherwise);
      }
      case "else" -> {
        takeKeyword("else");
        otherwise = list();
      }
      default -> {
        // an else branch is optional
      }
    }
    takeKeyword("fi");
    return new Node.If(condition, then, otherwise);
  }

  private Node choice() throws ShellSyntaxException {
    takeKeyword("case");
    in.skipBlanks();
    Word word = requireWord();
    in.skipLines();
    takeKeyword("in");
    in.skipLines();
    List<Node.Branch> branches = new ArrayList<>();
    while (!keyword().equals("esac")) {
      in.take("(");
      List<Word> patterns = new ArrayList<>();
      do {
        in.skipBlanks();
        patterns.add(requireWord());
        in.skipBlanks();
      } while (in.take("|"));
      expect(")");
      branches.add(new Node.Branch(patterns, list()));
      in.skipBlanks();
      in.take(";;");
      in.skipLines();
    }
    takeKeyword("esac");
    return new Node.Case(word, branches);
  }

  private Node forLoop() throws ShellSyntaxException {
    takeKeyword("for");
    in.skipBlanks();
    String variable = in.name();
    in.skipLines();
    List<Word> values = new ArrayList<>();
    if (keyword().equals("in")) {
      takeKeyword("in");
      in.skipBlanks();
      while (in.atWord()) {
        values.add(in.word());
        in.skipBlanks();
      }
    }
    in.take(";");
    in.skipLines();
    takeKeyword("do");
    Node body = list();
    takeKeyword("done");
    return new Node.Loop(variable, values, new Node.Sequence(List.of()), body);
  }

  private Node loop() throws ShellSyntaxException {
    takeKeyword(keyword());
    Node condition = list();
    takeKeyword("do");
    Node body = list();
    takeKeyword("done");
    return new Node.Loop("", List.of(), condition, body);
  }

  private Node simple() throws ShellSyntaxException {
    List<Node.Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    boolean writes = false;
    in.skipBlanks();
    while (true) {
      if (atRedirection()) {
        writes |= redirection();
      } else if (!in.atWord()) {
        break;
      } else {
        int mark = in.mark();
        String name = in.name();
        if (words.isEmpty() && !name.isEmpty() && in.take("=")) {
          assignments.add(new Node.Assignment(name, in.atWord() ? in.word() : new Word(List.of())));
        } else {
          in.reset(mark);
          words.add(in.word());
          in.skipBlanks();
          if (words.size() == 1 && assignments.isEmpty() && in.take("(")) {
            return function(words.get(0).literal());
          }
        }
      }
      in.skipBlanks();
    }
    if (words.isEmpty() && assignments.isEmpty() && !writes) {
      throw new ShellSyntaxException("a command is missing before \"" + in.peek() + "\"");
    }
    return new Node.Simple(assignments, words, writes);
  }

  private Node function(String name) throws ShellSyntaxException {
    in.skipBlanks();
    expect(")");
    in.skipLines();
    if (name.isEmpty()) {
      throw new ShellSyntaxException("a function has no name");
    }
    return new Node.Function(name, command());
  }

  private boolean atRedirection() {
    int mark = in.mark();
    while (in.peek() >= '0' && in.peek() <= '9') {
      in.take(String.valueOf(in.peek()));
    }
    boolean found = in.peek() == '<' || in.peek() == '>';
    in.reset(mark);
    return found;
  }

  /** Consumes a redirection; returns whether it may change or run anything. */
  private boolean redirection() throws ShellSyntaxException {
    while (in.peek() >= '0' && in.peek() <= '9') {
      in.take(String.valueOf(in.peek()));
    }
    if (in.take("<<")) {
      boolean stripTabs = in.take("-");
      in.skipBlanks();
      in.expectHereDocument(requireWord().literal(), stripTabs);
      return true; // its text may contain command substitutions
    }
    boolean reads = in.take("<");
    boolean descriptor = false;
    if (!reads) {
      expect(">");
      descriptor = !in.take(">") && !in.take("|") && in.take("&");
    } else {
      reads = !in.take(">");
      descriptor = in.take("&");
    }
    in.skipBlanks();
    Word word = requireWord();
    String target = word.literal();
    return word.isOpaque()
        || (!reads && !(descriptor && target.matches("[0-9-]")) && !target.equals("/dev/null"));
  }

  private Word requireWord() throws ShellSyntaxException {
    if (!in.atWord()) {
      throw new ShellSyntaxException("a word is missing before \"" + in.peek() + "\"");
    }
    return in.word();
  }

  /** Returns the next word if it can be a reserved one, without consuming it. */
  private String keyword() {
    in.skipBlanks();
    int mark = in.mark();
    StringBuilder word = new StringBuilder();
    while (in.atWord() && "'\"$`\\".indexOf(in.peek()) < 0) {
      word.append(in.peek());
      in.take(String.valueOf(in.peek()));
    }
    boolean whole = !in.atWord();
    in.reset(mark);
    return whole ? word.toString() : "";
  }

  private void takeKeyword(String word) throws ShellSyntaxException {
    if (!keyword().equals(word)) {
      throw new ShellSyntaxException("expected \"" + word + "\", found \"" + keyword() + "\"");
    }
    in.take(word);
  }

  private void expect(String text) throws ShellSyntaxException {
    in.skipBlanks();
    if (!in.take(text)) {
      throw new ShellSyntaxException("expected \"" + text + "\", found \"" + in.peek() + "\"");
    }
  }
}
