package org.cmimage.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsMount;

class EntityTreeProperties {
  /** A number from 0 puts the entity of that number, one below removes it. */
  @Property(tries = 300)
  void isAMapThatStaysAsItWas(@ForAll("changes") List<Integer> changes) {
    TreeMap<EntityKey, Entity> model = new TreeMap<>();
    EntityTree tree = EntityTree.copyOf(model);
    for (int change : changes) {
      TreeMap<EntityKey, Entity> before = new TreeMap<>(model);
      EntityTree old = tree;
      Entity entity = entity(Math.abs(change));
      if (change >= 0) {
        model.put(entity.key(), entity);
        tree = tree.with(entity);
      } else {
        model.remove(entity.key());
        tree = tree.without(entity.key());
      }
      assertSame(tree, model);
      assertThat(old).isEqualTo(before);
    }
    assertSame(EntityTree.copyOf(model), model);
    EntityKey first = entity(changes.isEmpty() ? 7 : Math.abs(changes.get(0))).key();
    assertThat(rest(tree.from(first))).isEqualTo(List.copyOf(model.tailMap(first).keySet()));
  }

  private static void assertSame(EntityTree tree, TreeMap<EntityKey, Entity> model) {
    assertThat(List.copyOf(tree.keySet())).isEqualTo(List.copyOf(model.keySet()));
    assertThat(tree).isEqualTo(model).hasSize(model.size());
    model.forEach((key, entity) -> assertThat(tree.get(key)).isSameAs(entity));
    assertThat(tree.containsKey(EntityKey.of(EntityType.DEVICE, "none"))).isFalse();
  }

  private static List<EntityKey> rest(Iterator<Map.Entry<EntityKey, Entity>> entries) {
    List<EntityKey> keys = new ArrayList<>();
    entries.forEachRemaining(entry -> keys.add(entry.getKey()));
    return keys;
  }

  /** Devices, and mounts that belong to them. */
  private static Entity entity(int number) {
    Entity device = Device.node("node" + number / 3, "c");
    return number % 3 == 0 ? device : FsMount.of(device.key(), "none", "/m" + number % 3, "tmpfs");
  }

  @Provide
  Arbitrary<List<Integer>> changes() {
    return Arbitraries.integers().between(-40, 40).list().ofMaxSize(150);
  }
}
