package org.cmimage.core.format.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.format.rpm.RpmTree.PLACE;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;

/** A damaged database is told as such, or is of what it was. */
class RpmDamageProperties {
  /**
   * @param name in the tree
   * @param content of a real database
   * @param interesting places where the format keeps its own numbers
   */
  record Database(String name, byte[] content, List<Integer> interesting) {
    static Database of(String name, int page, int head) {
      byte[] content = RpmTree.sample(name);
      List<Integer> places =
          IntStream.range(0, content.length).filter(at -> at % page < head).boxed().toList();
      return new Database(name, content, places);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Database> DATABASES =
      List.of(
          Database.of("Packages", 4096, 80),
          Database.of("Packages.db", 4096, 256),
          Database.of("rpmdb.sqlite", 4096, 160));

  @Provide
  Arbitrary<Database> databases() {
    return Arbitraries.of(DATABASES);
  }

  @Property(tries = 3000)
  void flippedBits(
      @ForAll("databases") Database database,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int where,
      @ForAll @IntRange(max = 7) int bit,
      @ForAll boolean anywhere)
      throws IOException {
    byte[] damaged = database.content().clone();
    List<Integer> places = database.interesting();
    int at = anywhere ? where % damaged.length : places.get(where % places.size());
    damaged[at] ^= (byte) (1 << bit);
    toldOrUnchanged(database.name(), damaged);
  }

  @Property(tries = 1000)
  void otherNumbers(
      @ForAll("databases") Database database,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int where,
      @ForAll @Size(min = 1, max = 4) byte[] number)
      throws IOException {
    byte[] damaged = database.content().clone();
    List<Integer> places = database.interesting();
    int at = places.get(where % places.size());
    System.arraycopy(number, 0, damaged, at, Math.min(number.length, damaged.length - at));
    toldOrUnchanged(database.name(), damaged);
  }

  @Provide
  Arbitrary<Database> databasesThatNumberTheirPages() {
    return Arbitraries.of(DATABASES).filter(database -> !database.name().equals("rpmdb.sqlite"));
  }

  @Property(tries = 500)
  void pagesInThePlaceOfOthers(
      @ForAll("databasesThatNumberTheirPages") Database database,
      @ForAll @IntRange(max = 1000) int one,
      @ForAll @IntRange(max = 1000) int other)
      throws IOException {
    byte[] damaged = database.content().clone();
    int pages = damaged.length / 4096;
    System.arraycopy(database.content(), one % pages * 4096, damaged, other % pages * 4096, 4096);
    toldOrUnchanged(database.name(), damaged);
  }

  @Property(tries = 300)
  void truncation(
      @ForAll("databases") Database database, @ForAll @IntRange(max = Integer.MAX_VALUE) int length)
      throws IOException {
    byte[] content = database.content();
    toldOrUnchanged(database.name(), Arrays.copyOf(content, length % content.length));
  }

  @Property(tries = 500)
  void damagedLogs(
      @ForAll @IntRange(max = Integer.MAX_VALUE) int where, @ForAll @IntRange(max = 7) int bit)
      throws IOException {
    byte[] log = RpmTree.sample("logged.sqlite-wal");
    log[where % log.length] ^= (byte) (1 << bit);
    try (RpmTree tree =
        new RpmTree()
            .with(PLACE + "rpmdb.sqlite", RpmTree.sample("logged.sqlite"))
            .with(PLACE + "rpmdb.sqlite-wal", log)) {
      // With a checksum that is wrong, SQLite too takes a log as ended.
      assertThat(tree.packages())
          .isIn(List.of(RpmTree.listed("logged.txt"), RpmTree.listed("packages.txt")));
    } catch (FaultException told) {
      assertThat(told.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE);
    }
  }

  private static void toldOrUnchanged(String name, byte[] content) throws IOException {
    try (RpmTree tree = new RpmTree().with(PLACE + name, content)) {
      assertThat(tree.packages()).isEqualTo(RpmTree.listed("packages.txt"));
    } catch (FaultException told) {
      assertThat(told.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE);
      assertThat(told).hasMessageMatching("cannot read rpm database [ -~]+");
    }
  }
}
