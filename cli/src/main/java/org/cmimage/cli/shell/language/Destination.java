package org.cmimage.cli.shell.language;

/** The destination of a statement's output that does not go to the user. */
public sealed interface Destination {
  /** Calls the method of {@code handler} for this destination. */
  <X extends Exception, Y extends Exception> void accept(Handler<X, Y> handler) throws X, Y;

  /** To the standard input of a command of the system's shell, which may be a pipeline itself. */
  record Pipe(String command) implements Destination {
    @Override
    public <X extends Exception, Y extends Exception> void accept(Handler<X, Y> handler)
        throws X, Y {
      handler.pipe(this);
    }
  }

  /** To a file, replacing its content or appended to it. */
  record File(String path, boolean append) implements Destination {
    @Override
    public <X extends Exception, Y extends Exception> void accept(Handler<X, Y> handler)
        throws X, Y {
      handler.file(this);
    }
  }

  /**
   * A case for each destination, so that a new one does not compile where it is not handled.
   *
   * @param <X> what the cases throw
   * @param <Y> what else they throw
   */
  interface Handler<X extends Exception, Y extends Exception> {
    /** Handles a pipe. */
    void pipe(Pipe destination) throws X, Y;

    /** Handles a file. */
    void file(File destination) throws X, Y;
  }
}
