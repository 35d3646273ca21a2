package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The work of editing many entities grows with their number. It is measured in what is allocated,
 * which is the same on a busy machine.
 */
class EditCostTest {
  private static final Property NOTES = EntityType.DEVICE.schema().property("notes");
  private static final EntityKey MODEL = EntityKey.of(EntityType.DEVICE, "node001");

  enum Work {
    ADD {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.add(node);
        session.set(node, NOTES, "x");
      }
    },
    CLONE {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.clone(MODEL, node);
      }
    },
    CHANGE {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.set(node, NOTES, session.cluster().find(node).isPresent() ? "x" : "y");
      }
    },
    CHANGE_AND_CHANGE_BACK {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.set(node, NOTES, "x");
        session.set(node, NOTES, "");
      }
    },
    RENAME {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.set(node, Device.HOSTNAME, "re" + node.name());
      }
    },
    REMOVE {
      @Override
      void on(EditSession session, EntityKey node) throws EditException {
        session.remove(node, Removal.ENTITY);
      }
    };

    abstract void on(EditSession session, EntityKey node) throws EditException;
  }

  @ParameterizedTest
  @EnumSource
  void fourTimesTheNodesAreLittleMoreThanFourTimesTheWork(Work work) throws Exception {
    cost(work, 50);
    double few = cost(work, 200);
    double many = cost(work, 800);
    assertThat(many / few).isLessThan(6);
  }

  private static double cost(Work work, int nodes) throws Exception {
    List<EntityKey> keys =
        IntStream.range(10_000, 10_000 + nodes)
            .mapToObj(number -> EntityKey.of(EntityType.DEVICE, "n" + number))
            .toList();
    try (ClusterStore store = new InMemoryClusterStore()) {
      SampleCluster.in(store);
      EditSession session = EditSession.open(store);
      boolean isThere = work != Work.ADD && work != Work.CLONE;
      for (EntityKey key : isThere ? keys : List.<EntityKey>of()) {
        session.clone(MODEL, key);
      }
      session.commit();
      ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long start = thread.getCurrentThreadAllocatedBytes();
      for (EntityKey key : keys) {
        work.on(session, key);
        session.cluster();
        session.isModified(key);
      }
      session.modified();
      session.commit();
      ClusterSnapshot after = store.snapshot();
      assertThat(after.all(EntityType.DEVICE)).hasSize(work == Work.REMOVE ? 3 : 3 + nodes);
      return thread.getCurrentThreadAllocatedBytes() - start;
    }
  }
}
