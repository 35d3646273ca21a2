package org.cmimage.model.edit;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.model.edit.staged.References;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.Subnet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** What edits mean, made one after another to a map. */
final class DirectCluster {
  private final Map<EntityKey, Entity> entities;

  DirectCluster(ClusterSnapshot cluster) {
    this.entities = new TreeMap<>(cluster.entities());
  }

  Map<EntityKey, Entity> entities() {
    return entities;
  }

  void add(EntityKey key) {
    Entity entity = key.type().entity(key, Map.of());
    if (key.type() == EntityType.SOFTWARE_IMAGE) {
      entity = entity.with(SoftwareImage.PATH, "/cm/images/" + key.name());
      FsPart.ofImage(entity.get(SoftwareImage.PATH)).forEach(this::put);
    }
    if (key.type() == EntityType.DEVICE) {
      Entity base = entities.get(Partition.BASE);
      entity =
          entity
              .with(Device.CATEGORY, base.get(Partition.DEFAULT_CATEGORY))
              .with(Device.NETWORK, base.get(Partition.MANAGEMENT_NETWORK));
    }
    put(entity);
  }

  void clone(EntityKey from, EntityKey to) {
    Entity original = entities.get(from);
    Entity clone = copy(original, to);
    if (from.type() == EntityType.SOFTWARE_IMAGE) {
      String path = original.get(SoftwareImage.PATH);
      String beside = path.substring(0, path.lastIndexOf('/') + 1) + to.name();
      for (int i = 0; i < 2; i++) {
        Entity part = FsPart.ofImage(beside).get(i);
        Entity like = entities.get(FsPart.ofImage(path).get(i).key());
        boolean isLike = like != null && like.get(FsPart.TYPE).equals(part.get(FsPart.TYPE));
        put(isLike ? References.moved(like, part.key()) : part);
      }
      clone =
          clone.with(SoftwareImage.PATH, beside).with(SoftwareImage.ORIGINAL_IMAGE, from.name());
    }
    if (from.type() == EntityType.DEVICE) {
      clone = clone.with(Device.IP, nextAddress(original));
    }
    put(clone);
    for (Entity owned : owned(from)) {
      if (!isAutomatic(owned)) {
        put(copy(owned, to.child(owned.type(), owned.name())));
      }
    }
  }

  /** The names of clones here have no numbers. */
  private String nextAddress(Entity original) {
    String ip = original.get(Device.IP);
    if (ip.isEmpty()) {
      return "";
    }
    Set<String> taken = new HashSet<>();
    for (Entity entity : entities.values()) {
      for (String property : List.of("ip", "gateway", "defaultgateway")) {
        taken.add(entity.values().getOrDefault(property, ""));
      }
    }
    Optional<Subnet> subnet = Subnet.of(new ClusterSnapshot(1, entities), original);
    InetAddress next = InetAddresses.increment(InetAddresses.forString(ip));
    while (taken.contains(InetAddresses.toAddrString(next))) {
      next = InetAddresses.increment(next);
    }
    boolean isInside = subnet.isEmpty() || !subnet.get().contains(InetAddresses.forString(ip));
    return isInside || subnet.get().isForHosts(next) ? InetAddresses.toAddrString(next) : "";
  }

  private static Entity copy(Entity original, EntityKey key) {
    Map<String, String> values = new HashMap<>(original.values());
    for (Property property : original.type().schema().properties()) {
      if (property.is(Property.Trait.KEY)
          || property.is(Property.Trait.READ_ONLY)
          || property.is(Property.Trait.OWN)) {
        values.remove(property.name());
      }
    }
    return key.type().entity(key, values);
  }

  void set(EntityKey key, Property property, String text) {
    Entity entity = entities.get(key);
    Entity after = entity.with(property, text);
    if (!after.key().equals(key)) {
      rename(key, after.key());
      return;
    }
    put(after);
    if (key.type() == EntityType.SOFTWARE_IMAGE && property.equals(SoftwareImage.PATH)) {
      for (int i = 0; i < 2; i++) {
        EntityKey part = FsPart.ofImage(entity.get(property)).get(i).key();
        if (entities.containsKey(part)) {
          rename(part, FsPart.ofImage(after.get(property)).get(i).key());
        }
      }
    }
  }

  private void rename(EntityKey from, EntityKey to) {
    if (from.equals(to)) {
      return;
    }
    for (Entity entity : List.copyOf(entities.values())) {
      EntityKey key = entity.key();
      EntityKey now =
          key.equals(from)
              ? to
              : key.owner().equals(Optional.of(from)) ? to.child(key.type(), key.name()) : key;
      Entity followed = entity;
      for (Property property : entity.type().schema().properties()) {
        boolean refers = property.target().equals(Optional.of(from.type()));
        if (refers && entity.get(property).equals(from.name())) {
          followed = followed.with(property, to.name());
        }
      }
      followed = References.moved(followed, now);
      if (!key.equals(from) && isAutomatic(entity)) {
        followed = exported(entity, followed, from, to);
      }
      boolean isTaken = !followed.key().equals(now) && entities.containsKey(followed.key());
      entities.remove(key);
      put(isTaken ? References.moved(followed, now) : followed);
    }
  }

  private static Entity exported(Entity was, Entity export, EntityKey from, EntityKey to) {
    Entity moved = export;
    String path = was.get(FsExport.PATH);
    for (String below : List.of("", "/certificates")) {
      if (from.type() == EntityType.FS_PART && path.equals(from.name() + below)) {
        moved = moved.with(FsExport.PATH, to.name() + below);
      }
    }
    return was.name().equals(path + "@" + was.get(FsExport.NETWORK))
        ? moved.with(FsExport.NAME, moved.get(FsExport.PATH) + "@" + moved.get(FsExport.NETWORK))
        : moved;
  }

  void remove(EntityKey key) {
    Entity entity = entities.get(key);
    List<EntityKey> gone = new ArrayList<>(List.of(key));
    owned(key).forEach(owned -> gone.add(owned.key()));
    if (key.type() == EntityType.SOFTWARE_IMAGE) {
      for (FsPart part : FsPart.ofImage(entity.get(SoftwareImage.PATH))) {
        Entity there = entities.get(part.key());
        if (there != null && List.of("image", "boot").contains(there.get(FsPart.TYPE))) {
          gone.add(part.key());
        }
      }
    }
    for (Entity export : entities.values()) {
      if (isAutomatic(export) && goes(export, entity)) {
        gone.add(export.key());
      }
    }
    gone.forEach(entities::remove);
  }

  private static boolean goes(Entity export, Entity removed) {
    return switch (removed.type()) {
      case NETWORK -> export.get(FsExport.NETWORK).equals(removed.name());
      case FS_PART ->
          List.of("cm-shared", "node-installer").contains(removed.get(FsPart.TYPE))
              && List.of(removed.name(), removed.name() + "/certificates")
                  .contains(export.get(FsExport.PATH));
      case PARTITION, SOFTWARE_IMAGE, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT, FS_EXPORT -> false;
    };
  }

  private List<Entity> owned(EntityKey owner) {
    return entities.values().stream()
        .filter(entity -> entity.key().owner().equals(Optional.of(owner)))
        .toList();
  }

  private static boolean isAutomatic(Entity export) {
    return export.type() == EntityType.FS_EXPORT && export.get(FsExport.AUTOMATIC).equals("yes");
  }

  private void put(Entity entity) {
    entities.put(entity.key(), entity);
  }
}
