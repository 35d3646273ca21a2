package org.cmimage.model.edit;

import java.util.List;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.IndirectEdits;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Property.Trait;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The checks on edits that are refused at once, because they could not be committed. */
final class EditRules {
  private EditRules() {}

  /** Returns the key with its name in canonical spelling. */
  static EntityKey canonical(EntityKey key) throws EditException {
    requireName(key.name());
    try {
      String name = key.type().schema().key().canonical(key.name());
      return key.owner()
          .map(owner -> owner.child(key.type(), name))
          .orElseGet(() -> EntityKey.of(key.type(), name));
    } catch (IllegalArgumentException e) {
      throw new EditException("cannot add " + key + ": " + e.getMessage(), e);
    }
  }

  static void requireName(String name) throws EditException {
    if (name.isBlank()) {
      throw new EditException("a name is missing");
    }
  }

  static void requireNotPartition(EntityKey key) throws EditException {
    if (key.type() == EntityType.PARTITION) {
      throw new EditException("partition base cannot be added or removed");
    }
  }

  /** Refuses read-only properties, which programs set. */
  static void requireSettable(Entity entity, Property property) throws EditException {
    if (property.is(Trait.READ_ONLY)) {
      throw new EditException(
          "cannot set " + property.name() + " of " + entity.key() + ": it is read-only");
    }
    boolean isFixed = List.of(FsExport.NAME, FsExport.PATH, FsExport.NETWORK).contains(property);
    if (isFixed && IndirectEdits.isAutomatic(entity)) {
      throw new EditException(
          "cannot set "
              + property.name()
              + " of "
              + entity.key()
              + ": it was made for its directory and network");
    }
  }

  /** Refuses to move a part whose path follows from its image. */
  static void requireNotPartOfImage(ClusterSnapshot cluster, Entity entity) throws EditException {
    if (entity.type() != EntityType.FS_PART) {
      return;
    }
    for (SoftwareImage image : cluster.softwareImages()) {
      if (Derivation.parts(Derivation.imagePath(image)).contains(entity.key())) {
        throw new EditException(
            "cannot move " + entity.key() + ": it stands where the " + image.key() + " stands");
      }
    }
  }

  /** Refuses to remove a part of an image that is itself new. */
  static void requireNotPartOfNewImage(Staged staged, EntityKey key) throws EditException {
    if (key.type() != EntityType.FS_PART) {
      return;
    }
    for (Edit edit : staged.edits()) {
      boolean isNew = edit.before().isEmpty();
      if (isNew && Derivation.parts(Derivation.imagePath(edit.after())).contains(key)) {
        throw new EditException("cannot remove " + key + ": its image is not committed yet");
      }
    }
  }

  /** Refuses to delete the tree of an entity that has none. */
  static void requireData(Entity entity, Removal how) throws EditException {
    if (how != Removal.ENTITY && Derivation.imagePath(entity).isEmpty()) {
      throw new EditException(
          "cannot remove " + entity.key() + " with data: only software images have any");
    }
  }
}
