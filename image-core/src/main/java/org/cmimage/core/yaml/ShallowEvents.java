package org.cmimage.core.yaml;

import java.io.Serial;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The parser events of a text up to a nesting limit: nodes are composed recursively, and a thread's
 * stack allows some thousand levels. Not thread-safe.
 */
final class ShallowEvents implements Parser {
  static final int MAX_NESTING = 100;

  private final Parser parser;
  private int depth;

  ShallowEvents(LoadSettings settings, String text) {
    this.parser = new ParserImpl(settings, new StreamReader(settings, text));
  }

  /** Thrown where a text is nested too deep. */
  static final class TooDeepException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Optional<Mark> where;

    private TooDeepException(Optional<Mark> where) {
      this.where = where;
    }

    Optional<Mark> where() {
      return where;
    }
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    if (event instanceof CollectionStartEvent && ++depth > MAX_NESTING) {
      throw new TooDeepException(event.getStartMark());
    } else if (event instanceof CollectionEndEvent) {
      depth--;
    }
    return event;
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }
}
