package org.cmimage.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

/** What every store keeps to. */
public interface ClusterStoreContract {
  /** Opens the store under test: the same one with every call, empty at first. */
  ClusterStore open() throws StoreException;

  @Test
  default void aNewStoreIsEmptyAtVersionZero() throws StoreException {
    try (ClusterStore store = open()) {
      assertThat(store.snapshot()).isEqualTo(ClusterSnapshot.empty());
    }
  }

  @Test
  default void whatWasAppliedIsThere() throws StoreException {
    try (ClusterStore store = open()) {
      ChangeSet.Builder changes = ChangeSet.of(store.snapshot());
      Network network = Network.named("internalnet").with(Network.BASE_ADDRESS, "10.141.0.0");
      Category category = Category.named("default").with(script(), "#!/bin/sh\necho 'ä\t\"€𝄞'\n");
      ClusterSnapshot after = store.apply(changes.put(network).put(category).build());
      assertThat(after.version()).isEqualTo(1);
      assertThat(after.entities().values()).containsExactly(network, category);
      assertThat(store.snapshot()).isEqualTo(after);
      ClusterSnapshot without = store.apply(ChangeSet.of(after).remove(network.key()).build());
      assertThat(without.entities().values()).containsExactly(category);
      assertThat(store.snapshot()).isEqualTo(without);
    }
  }

  private static org.cmimage.model.entity.Property script() {
    return EntityType.CATEGORY.schema().property("finalizescript");
  }

  @Test
  default void aSetThatIsDoneChangesNothingWhateverItsBase() throws StoreException {
    try (ClusterStore store = open()) {
      ChangeSet first = ChangeSet.of(store.snapshot()).put(Network.named("a")).build();
      store.apply(first);
      ClusterSnapshot newest =
          store.apply(ChangeSet.of(store.snapshot()).put(Network.named("b")).build());
      assertThat(store.apply(first)).isEqualTo(newest);
      assertThat(store.apply(ChangeSet.of(ClusterSnapshot.empty()).build())).isEqualTo(newest);
    }
  }

  @Test
  default void aStaleBaseIsRefusedNamingBothVersionsAndWhatChanged() throws StoreException {
    try (ClusterStore store = open()) {
      ClusterSnapshot base = store.snapshot();
      store.apply(ChangeSet.of(base).put(Network.named("a")).put(Network.named("b")).build());
      ClusterSnapshot newest =
          store.apply(
              ChangeSet.of(store.snapshot()).remove(EntityKey.of(EntityType.NETWORK, "a")).build());
      StoreException refusal = refusal(store, ChangeSet.of(base).put(Network.named("c")).build());
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.STALE);
      assertThat(refusal)
          .hasMessage(
              "cannot change the cluster: the changes were made from version 0, the cluster is at"
                  + " version 2; changed since: network a, network b");
      assertThat(store.snapshot()).isEqualTo(newest);
    }
  }

  @Test
  default void changesThatWouldMakeTheClusterInvalidAreRefusedWhole() throws StoreException {
    try (ClusterStore store = open()) {
      ChangeSet changes =
          ChangeSet.of(store.snapshot())
              .put(Network.named("fine"))
              .put(Category.named("c").with(Category.SOFTWARE_IMAGE, "gone"))
              .build();
      StoreException refusal = refusal(store, changes);
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.INVALID);
      assertThat(refusal)
          .hasMessage(
              "cannot change the cluster: category c: softwareimage: There is no softwareimage gone");
      assertThat(refusal.findings()).hasSize(1);
      assertThat(store.snapshot()).isEqualTo(ClusterSnapshot.empty());
    }
  }

  @Test
  default void whatIsReferredToCannotBeRemovedAlone() throws StoreException {
    try (ClusterStore store = open()) {
      SoftwareImage image = SoftwareImage.of("i", "/cm/images/i");
      Category category = Category.named("c").with(Category.SOFTWARE_IMAGE, "i");
      ClusterSnapshot both =
          store.apply(ChangeSet.of(store.snapshot()).put(image).put(category).build());
      assertThat(refusal(store, ChangeSet.of(both).remove(image.key()).build()).kind())
          .isEqualTo(StoreException.Kind.INVALID);
      ChangeSet together = ChangeSet.of(both).remove(image.key()).remove(category.key()).build();
      assertThat(store.apply(together).entities()).isEmpty();
    }
  }

  @Test
  default void aMessageNamesAFewOfManyChanges() throws StoreException {
    try (ClusterStore store = open()) {
      ClusterSnapshot base = store.snapshot();
      ChangeSet.Builder many = ChangeSet.of(base);
      IntStream.range(0, 9).mapToObj(i -> Network.named("n" + i)).forEach(many::put);
      store.apply(many.build());
      assertThat(refusal(store, ChangeSet.of(base).put(Network.named("x")).build()))
          .hasMessageEndingWith(
              "network n0, network n1, network n2, network n3, network n4 and 4 more");
    }
  }

  @Test
  default void updatesThatMeetAreAllMade() throws Exception {
    int writers = 2;
    int updates = 8;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Future<Integer>> done = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String prefix = "w" + w + "-";
      Callable<Integer> writer =
          () -> {
            start.await();
            try (ClusterStore store = open()) {
              for (int i = 0; i < updates; i++) {
                String name = prefix + i;
                store.update(base -> ChangeSet.of(base).put(Network.named(name)).build());
              }
            }
            return updates;
          };
      done.add(pool.submit(writer));
    }
    for (Future<Integer> writer : done) {
      assertThat(writer.get()).isEqualTo(updates);
    }
    pool.shutdown();
    try (ClusterStore store = open()) {
      assertThat(store.snapshot().version()).isEqualTo(writers * updates);
      assertThat(store.snapshot().networks()).hasSize(writers * updates);
    }
  }

  @Test
  default void anUpdateThatIsInvalidIsTriedOnce() throws StoreException {
    try (ClusterStore store = open()) {
      List<Long> bases = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  store.update(
                      base -> {
                        bases.add(base.version());
                        return ChangeSet.of(base)
                            .put(Category.named("c").with(Category.SOFTWARE_IMAGE, "gone"))
                            .build();
                      }))
          .isInstanceOf(StoreException.class);
      assertThat(bases).containsExactly(0L);
    }
  }

  @Test
  default void anUpdateThatAlwaysComesLateGivesUp() throws StoreException {
    try (ClusterStore store = open()) {
      List<Long> bases = new ArrayList<>();
      store.apply(ChangeSet.of(store.snapshot()).put(Network.named("a")).build());
      StoreException refusal =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  store.update(
                      base -> {
                        bases.add(base.version());
                        return ChangeSet.of(ClusterSnapshot.empty())
                            .put(Network.named("b"))
                            .build();
                      }));
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.STALE);
      assertThat(bases).hasSize(ClusterStore.ATTEMPTS);
    }
  }

  private static StoreException refusal(ClusterStore store, ChangeSet changes) {
    return catchThrowableOfType(StoreException.class, () -> store.apply(changes));
  }
}
