package org.cmimage.sources.ldcache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.rootfs.PositionedFile;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;

/** The cache of a tree's shared libraries, as the tree's own ldconfig would write it. */
public final class LibraryCache {
  /** Where the cache is in a tree. */
  public static final TreePath PATH = TreePath.of("etc/ld.so.cache");

  private static final List<TreePath> PROGRAMS =
      List.of(TreePath.of("sbin/ldconfig.real"), TreePath.of("sbin/ldconfig"));
  private static final int LARGEST_PROGRAM = 8 << 20;
  private static final Pattern GENERATOR =
      Pattern.compile("ldconfig \\([^\\x00-\\x1f]{1,99} release version 2\\.([0-9]{1,3})");

  /** Before it, other forms of the cache are written, too. */
  private static final int OLDEST_MINOR = 35;

  private static final Pattern LIBRARY = Pattern.compile("(?:lib|ld-).*\\.so.*");
  private static final Pattern TEMPORARY =
      Pattern.compile(".*(?:\\.dpkg-(?:new|tmp)|\\.#prelink#.*|;[0-9a-f]{8})");

  /** Names of which ldconfig removes links that lead nowhere. */
  private static final String VERSIONED = ".so.";

  /** Subdirectories with variants for processors, of glibc before 2.37 but for the first. */
  private static final Set<String> VARIANTS =
      Set.of("glibc-hwcaps", "tls", "atomics", "haswell", "xeon_phi", "avx512_1", "x86_64");

  private final Rootfs tree;
  private final Architecture architecture;
  private final String generator;
  private final List<CacheFile.Entry> entries = new ArrayList<>();
  private final Map<TreePath, String> links = new LinkedHashMap<>();
  private final List<TreePath> dangling = new ArrayList<>();

  /** The file that a soname stands for in one directory. */
  private record Candidate(String file, boolean link) {}

  private LibraryCache(Rootfs tree, Architecture architecture, String generator) {
    this.tree = tree;
    this.architecture = architecture;
    this.generator = generator;
  }

  /**
   * Returns what ldconfig would write; empty for trees with what is not covered, see the package.
   */
  public static Optional<byte[]> of(Rootfs tree) throws IOException {
    Optional<LibraryCache> cache = open(tree);
    return cache.isEmpty() ? Optional.empty() : cache.get().content();
  }

  /**
   * Writes the cache, and the links by which the loader finds libraries without it.
   *
   * @return false for trees with what is not covered; nothing is written there
   */
  public static boolean write(Rootfs tree) throws IOException {
    Optional<LibraryCache> cache = open(tree);
    Optional<byte[]> content = cache.isEmpty() ? Optional.empty() : cache.get().content();
    if (content.isEmpty()) {
      return false;
    }
    for (TreePath link : cache.get().dangling) {
      tree.delete(link);
    }
    for (Map.Entry<TreePath, String> link : cache.get().links.entrySet()) {
      tree.link(link.getKey(), link.getValue().getBytes(ISO_8859_1));
    }
    tree.write(PATH, content.get(), 0644);
    return true;
  }

  private Optional<byte[]> content() throws IOException {
    for (String directory : LibraryDirectories.of(tree, architecture)) {
      if (!collect(directory)) {
        return Optional.empty();
      }
    }
    return Optional.of(CacheFile.of(entries, flags(architecture), generator));
  }

  /** Returns the kind of the C library, and the architecture; as {@code ldconfig -p} tells them. */
  private static int flags(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> 0x0303;
      case AARCH64 -> 0x0a03;
      case RISCV64 -> 0x1003;
    };
  }

  /** Opens a tree by its ldconfig, which contains the text that it writes about itself. */
  private static Optional<LibraryCache> open(Rootfs tree) throws IOException {
    for (TreePath program : PROGRAMS) {
      Optional<byte[]> content =
          tree.exists(program) ? tree.read(program, LARGEST_PROGRAM) : Optional.empty();
      Optional<Architecture> architecture =
          content
              .flatMap(bytes -> ElfHeader.parse(ByteBuffer.wrap(bytes)))
              .flatMap(header -> Stream.of(Architecture.values()).filter(header::isFor).findAny());
      Matcher generator =
          GENERATOR.matcher(content.map(bytes -> new String(bytes, ISO_8859_1)).orElse(""));
      if (architecture.isPresent()
          && generator.find()
          && Integer.parseInt(generator.group(1)) >= OLDEST_MINOR) {
        return Optional.of(new LibraryCache(tree, architecture.get(), generator.group()));
      }
    }
    return Optional.empty();
  }

  /** Adds the libraries of a directory; returns whether all it has is covered. */
  private boolean collect(String directory) throws IOException {
    TreePath path = TreePath.of(directory.substring(1));
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    for (TreePath file : tree.list(path)) {
      String name = new String(file.name(), ISO_8859_1);
      if (VARIANTS.contains(name) && tree.isDirectory(file)) {
        return false;
      }
      if (LIBRARY.matcher(name).matches() && !collect(file, name, candidates)) {
        return false;
      }
    }
    for (Map.Entry<String, Candidate> library : candidates.entrySet()) {
      entries.add(new CacheFile.Entry(library.getKey(), directory + "/" + library.getKey()));
      if (!library.getValue().link()) {
        addLink(path, library.getKey(), library.getValue().file());
      }
    }
    return true;
  }

  /** Adds a file of a directory; returns whether it is covered. */
  private boolean collect(TreePath file, String name, Map<String, Candidate> candidates)
      throws IOException {
    if (TEMPORARY.matcher(name).matches()) {
      return false; // releases of ldconfig differ in what they do with these
    }
    Optional<SharedObject> object = object(file);
    boolean symlink =
        tree.status(file).filter(status -> status.type() == NodeType.SYMLINK).isPresent();
    if (object.isEmpty()) {
      if (symlink && name.contains(VERSIONED) && !tree.exists(file)) {
        dangling.add(file);
      }
      return true;
    }
    if (object.get().kind() == SharedObject.Kind.OWN) {
      String soname = object.get().name().orElse(name);
      boolean link = symlink && isLink(name, soname);
      candidates.merge(link ? name : soname, new Candidate(name, link), LibraryCache::better);
    }
    return object.get().kind() != SharedObject.Kind.OTHER;
  }

  private Optional<SharedObject> object(TreePath file) throws IOException {
    Optional<PositionedFile> opened = tree.openPositioned(file);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (PositionedFile open = opened.get()) {
      return Optional.of(SharedObject.read(open, architecture));
    }
  }

  /** Returns whether a link is the one by the soname, or the one for linking programs. */
  private static boolean isLink(String name, String soname) {
    return name.equals(soname) || name.endsWith(".so") && soname.startsWith(name);
  }

  /** Returns the file rather than the link, and the later version of two alike. */
  private static Candidate better(Candidate one, Candidate other) {
    if (one.link() != other.link()) {
      return one.link() ? other : one;
    }
    return CacheFile.compare(one.file(), other.file()) < 0 ? other : one;
  }

  /** Remembers the link from a soname to its file, where it has to be made. */
  private void addLink(TreePath directory, String soname, String file) throws IOException {
    TreePath link = directory.resolve(soname);
    Optional<FileStatus> there = tree.status(link);
    if (there.isPresent() && there.get().type() != NodeType.SYMLINK) {
      return;
    }
    if (!inode(link).equals(inode(directory.resolve(file)))) {
      links.put(link, file);
    }
  }

  private Optional<Long> inode(TreePath file) throws IOException {
    Optional<PositionedFile> opened = tree.openPositioned(file);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (PositionedFile open = opened.get()) {
      return Optional.of(open.status().inode());
    }
  }
}
