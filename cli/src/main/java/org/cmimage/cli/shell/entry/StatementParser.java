package org.cmimage.cli.shell.entry;

import java.util.List;
import org.cmimage.cli.shell.language.Script;
import org.cmimage.cli.shell.language.Tokeniser;
import org.cmimage.cli.shell.language.Typing;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;

/** The parser for JLine, which finds the start of words, and unfinished lines. */
final class StatementParser implements Parser {
  /** A line up to the cursor. */
  record TypedLine(String line, int cursor, Typing typing) implements CompletingParsedLine {
    @Override
    public String word() {
      return typing.partial();
    }

    @Override
    public int wordCursor() {
      return typing.partial().length();
    }

    @Override
    public int wordIndex() {
      return typing.words().size();
    }

    @Override
    public List<String> words() {
      return List.of(typing.partial());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return complete ? Tokeniser.quoted(candidate.toString()) : candidate;
    }

    @Override
    public int rawWordCursor() {
      return cursor - typing.start();
    }

    @Override
    public int rawWordLength() {
      return cursor - typing.start();
    }
  }

  @Override
  public TypedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && Script.isIncomplete(line)) {
      throw new EOFError(-1, cursor, "a quote or parenthesis is open");
    }
    return new TypedLine(line, cursor, Typing.of(line.substring(0, cursor)));
  }
}
