package org.cmimage.sources.overlay;

import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/** The meaning of an entry of a layer. */
public sealed interface Mark {
  /** Calls the method of {@code handler} for this mark. */
  <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

  /**
   * An entry of the tree.
   *
   * @param entry without attributes that only overlays use
   * @param opaque whether it is a directory that hides the content of the same directory in lower
   *     layers
   */
  record Entry(TreeEntry entry, boolean opaque) implements Mark {
    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.entry(this);
    }
  }

  /** A mark that hides a path in lower layers. */
  record Whiteout(TreePath path) implements Mark {
    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.whiteout(this);
    }
  }

  /** A mark that hides the content of a directory in lower layers. */
  record Opaque(TreePath directory) implements Mark {
    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.opaque(this);
    }
  }

  /** An entry for the program that made the layer. */
  record Ignored() implements Mark {
    @Override
    public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
      return handler.ignored(this);
    }
  }

  /** Reads one kind of marks. */
  interface Reader {
    /**
     * Returns the meaning of an entry.
     *
     * @throws org.cmimage.core.fault.FaultException if it cannot be determined without other layers
     */
    Mark read(TreeEntry entry) throws java.io.IOException;
  }

  /**
   * A case for each mark, so that a new one does not compile where it is not handled.
   *
   * @param <R> what is made of a mark
   * @param <X> what the cases throw
   */
  interface Handler<R, X extends Exception> {
    R entry(Entry mark) throws X;

    R whiteout(Whiteout mark) throws X;

    R opaque(Opaque mark) throws X;

    R ignored(Ignored mark) throws X;
  }
}
