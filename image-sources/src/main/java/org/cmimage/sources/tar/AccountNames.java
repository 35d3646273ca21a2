package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ids of user and group names. GNU tar writes access control lists with the names that its
 * machine has for ids, and the headers of entries with both; so the owner of an entry defines the
 * names in all lists of the archive. A name that no entry had yet is looked up in the accounts of
 * this machine, as by GNU tar on extraction.
 */
final class AccountNames {
  private static final int LEARNED_LIMIT = 4096;
  private static final int FILE_LIMIT = 16 << 20;
  private static final long NONE = -1;

  private final Path configuration;
  private final Names users = new Names("passwd");
  private final Names groups = new Names("group");

  /**
   * Creates an instance that looks up other names in {@code passwd} and {@code group} of a
   * directory.
   */
  AccountNames(Path configuration) {
    this.configuration = configuration;
  }

  /** Records the names and ids in the header of an entry. */
  void learn(byte[] block, TarHeader header) {
    // Nearly all entries have the owner of the one before.
    if (header.uid() != users.last) {
      users.learn(header.uid(), TarHeader.user(block));
    }
    if (header.gid() != groups.last) {
      groups.learn(header.gid(), TarHeader.group(block));
    }
  }

  /** Returns the id of a user; empty if it is unknown. */
  Optional<Long> user(String name) {
    return users.find(name);
  }

  /** Returns the id of a group; empty if it is unknown. */
  Optional<Long> group(String name) {
    return groups.find(name);
  }

  private final class Names {
    private final String file;
    private final Map<String, Long> learned = new HashMap<>();
    private Optional<Map<String, Long>> ofMachine = Optional.empty();
    private long last = NONE;

    Names(String file) {
      this.file = file;
    }

    void learn(long id, byte[] name) {
      last = id;
      if (name.length > 0 && learned.size() < LEARNED_LIMIT) {
        learned.putIfAbsent(new String(name, StandardCharsets.UTF_8), id);
      }
    }

    Optional<Long> find(String name) {
      Long id = learned.get(name);
      if (id == null) {
        Map<String, Long> all = ofMachine.orElseGet(() -> read(configuration.resolve(file)));
        ofMachine = Optional.of(all);
        id = all.get(name);
      }
      return Optional.ofNullable(id);
    }

    /** Reads lines of {@code name:password:number:...}; without the file there are no names. */
    private static Map<String, Long> read(Path file) {
      Map<String, Long> names = new HashMap<>();
      try (InputStream in = Files.newInputStream(file)) {
        String text = new String(in.readNBytes(FILE_LIMIT), StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
          String[] fields = line.split(":", 4);
          if (fields.length >= 3 && fields[2].matches("[0-9]{1,10}")) {
            names.putIfAbsent(fields[0], Long.parseLong(fields[2]));
          }
        }
      } catch (IOException e) {
        return Map.of(); // the caller refuses an unknown name
      }
      return names;
    }
  }
}
