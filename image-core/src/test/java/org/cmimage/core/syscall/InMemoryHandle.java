package org.cmimage.core.syscall;

import java.util.function.Consumer;

/** An open node of {@link InMemoryHostCalls}, guarded by its lock. */
final class InMemoryHandle implements HostCalls.Handle {
  final InMemoryNode node;
  final boolean writable;
  int position;
  private final Consumer<InMemoryHandle> onClose;

  InMemoryHandle(InMemoryNode node, boolean writable, Consumer<InMemoryHandle> onClose) {
    this.node = node;
    this.writable = writable;
    this.onClose = onClose;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
