package org.cmimage.sources.deb.twins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes twins return the image's values when they are asked about themselves. Thread-safe.
 *
 * <ul>
 *   <li>Files among the libraries that are not machine code, such as Perl's modules with its {@code
 *       Config}, are the image's own, by links.
 *   <li>A program that reads {@code /proc/self/exe} finds its path in the image instead, by a name
 *       of the same length that is a link to it.
 *   <li>A program of the package system has the name of the architecture for which it was built,
 *       which is replaced by the image's.
 *   <li>Python reads its configuration from a module named after the architecture for which it was
 *       built. Such a module is beside its native extension modules, with the content of the
 *       image's.
 * </ul>
 */
final class ImageAnswers {
  private static final byte[] SELF = "/proc/self/exe\0".getBytes(ISO_8859_1);
  private static final int RADIX = 36;

  /** The number of names with two digits; no distribution has programs for more than a few. */
  private static final int SELF_LIMIT = RADIX * RADIX;

  private static final Pattern PYTHON_DATA =
      Pattern.compile("(/usr/lib/python3[.][0-9]+)/(_sysconfigdata_[A-Za-z0-9_-]+)[.]py");

  /**
   * Files that must be the host's: those that libc reads beside its modules, and Perl's headers,
   * which contain numbers of system calls.
   */
  private static final Pattern OF_HOST = Pattern.compile("gconv/.*|.*[.]ph");

  private final Path directory;
  private final ArchitecturePair pair;
  private final AtomicInteger selves = new AtomicInteger();
  private final Map<String, String> links = new ConcurrentHashMap<>();
  private final Set<String> pythonData = ConcurrentHashMap.newKeySet();

  /** Creates the links for the twins in a directory. */
  ImageAnswers(Path directory, ArchitecturePair pair) {
    this.directory = directory;
    this.pair = pair;
  }

  /** Records a file of a package, by its path in the image. */
  void note(String path) {
    if (PYTHON_DATA.matcher(path).matches()) {
      pythonData.add(path);
    }
  }

  /**
   * Returns whether a file among the libraries that is not machine code must be the image's own.
   */
  boolean isOfImage(Path library) {
    return !OF_HOST.matcher(name(library)).matches();
  }

  /** Returns the path in the image of a file among the libraries. */
  String inImage(Path library) {
    return "/usr/lib/" + pair.image().multiarchTuple() + "/" + name(library);
  }

  private String name(Path library) {
    return directory.resolve(PrivatePaths.LIBRARIES).relativize(library).toString();
  }

  /**
   * Changes a program that reads {@code /proc/self/exe}, so that it finds its path in the image.
   *
   * @param program changed in place
   * @param path in the image
   * @return whether it reads that
   */
  boolean changeSelf(byte[] program, String path) {
    int at = PrivatePaths.indexOf(program, SELF, 0, program.length);
    int number = at < 0 ? SELF_LIMIT : selves.getAndIncrement();
    if (number >= SELF_LIMIT) {
      return false;
    }
    String name = Integer.toString(RADIX * RADIX + number, RADIX).substring(1);
    byte[] own = (PrivatePaths.DIRECTORY + name).getBytes(ISO_8859_1);
    for (; at >= 0; at = PrivatePaths.indexOf(program, SELF, at + 1, program.length)) {
      System.arraycopy(own, 0, program, at, own.length);
    }
    links.put(name, path);
    return true;
  }

  /**
   * Replaces the name of the host's architecture in the package system by the image's, where it
   * stands by itself: {@code amd64}, and {@code 1.21.22 (amd64)}.
   *
   * @param program changed in place
   * @return whether it can be replaced, which it can by a name of the same length
   */
  boolean changeArchitecture(byte[] program) {
    byte[] old = pair.host().debianName().getBytes(ISO_8859_1);
    byte[] own = pair.image().debianName().getBytes(ISO_8859_1);
    if (old.length != own.length) {
      return false;
    }
    for (int at = 1; at < program.length - old.length; at++) {
      if (Arrays.equals(program, at, at + old.length, old, 0, old.length)
          && !isOfWord(program[at - 1])
          && !isOfWord(program[at + old.length])) {
        System.arraycopy(own, 0, program, at, own.length);
      }
    }
    return true;
  }

  private static boolean isOfWord(byte character) {
    return character == '_' || character == '-' || Character.isLetterOrDigit(character & 0xff);
  }

  /** Adds Python's configuration to a directory of extension modules. */
  void addModules(Path extensions) throws IOException {
    Path library = Objects.requireNonNull(extensions.getParent());
    for (String path : pythonData) {
      Matcher matcher = PYTHON_DATA.matcher(path);
      if (matcher.matches() && library.endsWith(matcher.group(1).substring(1))) {
        String host = matcher.group(2);
        String image = host.replace(pair.host().multiarchTuple(), pair.image().multiarchTuple());
        Files.write(
            extensions.resolve(host + ".py"),
            """
            import importlib, sys
            sys.implementation._multiarch = "%s"
            build_time_vars = importlib.import_module("%s").build_time_vars
            """
                .formatted(pair.image().multiarchTuple(), image)
                .getBytes(UTF_8));
      }
    }
  }

  /** Makes the links that replace {@code /proc/self/exe}. */
  void finish() throws IOException {
    for (Map.Entry<String, String> link : links.entrySet()) {
      Files.createSymbolicLink(directory.resolve(link.getKey()), Path.of(link.getValue()));
    }
  }
}
