package org.cmimage.core.syscall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * A tree as text, one line a node, to compare what is there with what should be. Hard links show as
 * their number of names.
 */
public final class TreeDump {
  private TreeDump() {}

  /**
   * Describes everything below a host directory, through the port.
   *
   * @return by path: type, mode, owner, time, then what the type has, then extended attributes
   */
  public static SortedMap<String, String> of(HostCalls calls, Path directory) throws IOException {
    SortedMap<String, String> lines = new TreeMap<>();
    try (HostCalls.Handle root = calls.openRoot(directory)) {
      dump(calls, root, TreePath.ROOT, lines);
    }
    return lines;
  }

  private static void dump(
      HostCalls calls, HostCalls.Handle directory, TreePath path, SortedMap<String, String> lines)
      throws IOException {
    for (byte[] name : calls.list(directory)) {
      FileStatus status = calls.status(directory, name);
      TreePath child = path.resolve(name);
      lines.put(child.toString(), line(calls, directory, name, status));
      if (status.type() == NodeType.DIRECTORY) {
        try (HostCalls.Handle below = calls.openDirectory(directory, name)) {
          dump(calls, below, child, lines);
        }
      }
    }
  }

  private static String line(
      HostCalls calls, HostCalls.Handle directory, byte[] name, FileStatus status)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(status.type().name());
    words.add(status.type() == NodeType.SYMLINK ? "-" : String.format("%04o", status.mode()));
    words.add(status.uid() + ":" + status.gid());
    words.add(String.format("%d.%09d", status.mtimeSeconds(), status.mtimeNanos()));
    switch (status.type()) {
      case REGULAR -> {
        words.add(status.size() + "x" + status.links());
        words.add(digest(calls, directory, name));
      }
      case SYMLINK -> words.add("-> " + new String(calls.readLink(directory, name), ISO_8859_1));
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          words.add(status.deviceMajor() + "," + status.deviceMinor());
      case DIRECTORY, FIFO, SOCKET -> words.add("");
    }
    calls.xattrs(directory, name).entrySet().stream()
        .map(entry -> entry.getKey() + "=" + BaseEncoding.base16().encode(entry.getValue()))
        .sorted()
        .forEach(words::add);
    return String.join(" ", words).trim();
  }

  private static String digest(HostCalls calls, HostCalls.Handle directory, byte[] name)
      throws IOException {
    var hasher = Hashing.sha256().newHasher();
    try (HostCalls.Handle file = calls.openFile(directory, name)) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (calls.read(file, buffer) >= 0) {
        hasher.putBytes(buffer.flip());
        buffer.clear();
      }
    }
    return hasher.hash().toString();
  }
}
