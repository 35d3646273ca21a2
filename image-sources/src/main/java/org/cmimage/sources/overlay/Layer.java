package org.cmimage.sources.overlay;

import java.io.IOException;
import org.cmimage.core.tree.EntrySink;

/** One of several trees that lie over each other. */
public interface Layer {
  /** Returns what it is, for messages, such as a file's name. */
  String name();

  /** Reads all entries for what they are; the sink reads no content. */
  void list(EntrySink sink) throws IOException;

  /** Reads all entries with their content, in the same order. */
  void read(EntrySink sink) throws IOException;
}
