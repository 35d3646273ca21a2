package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.squashfs.TreeTraversal.Node;

/**
 * Passes the entries of an image to a sink, in order, while the blocks of the following files are
 * decoded: 16 MiB of them at most, and 4 MiB of data about these files. For one thread.
 */
final class ReadAheadWindow {
  private static final int BYTES = 16 << 20;
  private static final int FEWEST_BLOCKS = 8;
  private static final int MOST_BLOCKS = 1024;
  private static final long MOST_WEIGHT = 4 << 20;

  private final TreeTraversal tree;
  private final Executor executor;
  private final int most;
  private final Deque<Node> ahead = new ArrayDeque<>();
  private final Deque<FileStream> unissued = new ArrayDeque<>();
  private int used;
  private long weight;
  private boolean ended;

  private ReadAheadWindow(TreeTraversal tree, Executor executor, int most) {
    this.tree = tree;
    this.executor = executor;
    this.most = most;
  }

  /** Creates a window that decodes ahead on threads of {@code executor}. */
  static ReadAheadWindow of(TreeTraversal tree, int blockSize, Executor executor) {
    int most = Math.max(FEWEST_BLOCKS, Math.min(MOST_BLOCKS, BYTES / blockSize));
    return new ReadAheadWindow(tree, executor, most);
  }

  /** Creates a window that decodes a block only when a sink reads it. */
  static ReadAheadWindow none(TreeTraversal tree) {
    return new ReadAheadWindow(tree, task -> {}, 0);
  }

  /** Passes all entries to a sink. */
  void drain(EntrySink sink) throws IOException {
    for (Optional<Node> node = next(); node.isPresent(); node = next()) {
      Optional<FileStream> file = node.get().content();
      if (file.isEmpty()) {
        sink.accept(node.get().entry(), InputStream.nullInputStream());
        continue;
      }
      sink.accept(node.get().entry(), new Content(file.get()));
      used -= file.get().cost();
      file.get().close();
    }
  }

  private Optional<Node> next() throws IOException {
    topUp();
    Node node = ahead.poll();
    if (node == null) {
      return ended ? Optional.empty() : tree.next();
    }
    weight -= node.weight();
    return Optional.of(node);
  }

  private void topUp() throws IOException {
    while (used < most) {
      FileStream first = unissued.peek();
      if (first == null) {
        if (ended || weight >= MOST_WEIGHT) {
          return;
        }
        lookAhead();
      } else if (first.isAllIssued()) {
        unissued.remove();
      } else {
        used -= first.cost();
        first.issue(executor);
        used += first.cost();
      }
    }
  }

  private void lookAhead() throws IOException {
    Optional<Node> node = tree.next();
    if (node.isEmpty()) {
      ended = true;
      return;
    }
    weight += node.get().weight();
    ahead.add(node.get());
    node.get().content().ifPresent(unissued::add);
  }

  /** A file's content, which frees space in the window while it is read. */
  private final class Content extends BlockStream {
    private final FileStream file;

    Content(FileStream file) {
      this.file = file;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int before = file.cost();
      int count = file.read(buffer, offset, length);
      if (file.cost() != before) {
        used += file.cost() - before;
        topUp();
      }
      return count;
    }
  }
}
