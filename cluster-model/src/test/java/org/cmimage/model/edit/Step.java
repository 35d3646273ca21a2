package org.cmimage.model.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityArbitraries;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.entity.ValueForm;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** One edit of a random sequence; which entity it is about depends on what is there then. */
record Step(Kind kind, int entity, int property, int value) {
  enum Kind {
    ADD,
    CLONE,
    SET,
    CLEAR,
    APPEND,
    REMOVE_FROM,
    RENAME,
    MOVE_IMAGE,
    REMOVE
  }

  private static final List<String> NAMES = List.of("default-image", "gpu", "a", "b", "c");
  private static final List<String> PATHS = List.of("/cm/shared", "/cm/images/a", "/x", "/y");

  private static final List<String> PIECES = List.of("x", "one", "one two", "two x", "nouveau");

  private static final List<String> IMAGE_PATHS =
      List.of("/m", "/n", "/cm/images/a", "/cm/images/default-image");

  private static final List<String> SAMPLES =
      List.of(
          "yes", "no", "7", "1500", "x", "/x", "10.0.0.1", "52:54:00:AA:BB:CC", "one two", "TFTP");

  static Arbitrary<Step> any() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(Kind.ADD)),
                Tuple.of(2, Arbitraries.of(Kind.CLONE)),
                Tuple.of(6, Arbitraries.of(Kind.SET)),
                Tuple.of(1, Arbitraries.of(Kind.CLEAR)),
                Tuple.of(2, Arbitraries.of(Kind.APPEND, Kind.REMOVE_FROM)),
                Tuple.of(3, Arbitraries.of(Kind.RENAME)),
                Tuple.of(2, Arbitraries.of(Kind.MOVE_IMAGE)),
                Tuple.of(3, Arbitraries.of(Kind.REMOVE))),
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 999))
        .as(Step::new);
  }

  /** Makes the edit in the session, and in the other cluster when the session takes it. */
  boolean make(EditSession session, Consumer<Consumer<DirectCluster>> taken) {
    ClusterSnapshot cluster = session.cluster();
    EntityKey key = pick(List.copyOf(cluster.entities().keySet()), entity);
    try {
      switch (kind) {
        case ADD -> {
          EntityKey added = other(key, cluster);
          if (!isPlaceTaken(cluster, added, "/cm/images/" + added.name())) {
            session.add(added);
            taken.accept(direct -> direct.add(added));
          }
        }
        case CLONE -> {
          EntityKey to = other(key, cluster);
          if (!isPlaceTaken(cluster, to, beside(cluster, key, to))) {
            session.clone(key, to);
            taken.accept(direct -> direct.clone(key, to));
          }
        }
        case SET -> set(session, key, pick(settable(key.type()), property), taken);
        case CLEAR -> {
          Property of = pick(settable(key.type()), property);
          if (!of.equals(FsPart.TYPE)) {
            session.clear(key, of);
            taken.accept(direct -> direct.set(key, of, of.defaultValue()));
          }
        }
        case APPEND, REMOVE_FROM -> change(session, key, taken);
        case RENAME -> {
          Property name = key.type().schema().key();
          String text = other(key, cluster).name();
          session.set(key, name, text);
          taken.accept(direct -> direct.set(key, name, text));
        }
        case MOVE_IMAGE -> {
          List<Entity> images = cluster.all(EntityType.SOFTWARE_IMAGE);
          String path = pick(IMAGE_PATHS, value);
          if (!images.isEmpty() && !isPlaceTaken(cluster, pick(images, entity).key(), path)) {
            EntityKey image = pick(images, entity).key();
            session.set(image, SoftwareImage.PATH, path);
            taken.accept(direct -> direct.set(image, SoftwareImage.PATH, path));
          }
        }
        case REMOVE -> {
          session.remove(key, Removal.ENTITY);
          taken.accept(direct -> direct.remove(key));
        }
      }
      return true;
    } catch (EditException refused) {
      return false;
    }
  }

  private void set(
      EditSession session, EntityKey key, Property of, Consumer<Consumer<DirectCluster>> taken)
      throws EditException {
    String text = pick(values(of, session.cluster()), value);
    if (of.equals(FsPart.TYPE) && (isExported(text) || isExported(type(session, key)))) {
      return; // what such a part is decides which exports go with it, and when it is another
    }
    session.set(key, of, text);
    taken.accept(direct -> direct.set(key, of, text));
  }

  /** Appends to what holds several values, or removes from it. */
  private void change(EditSession session, EntityKey key, Consumer<Consumer<DirectCluster>> taken)
      throws EditException {
    List<Property> several =
        settable(key.type()).stream()
            .filter(p -> p.form() instanceof ValueForm.Text || isWords(p))
            .toList();
    if (several.isEmpty()) {
      return;
    }
    Property of = pick(several, property);
    String piece = pick(PIECES, value);
    String now = session.cluster().find(key).orElseThrow().get(of);
    List<String> words = new ArrayList<>(List.of(now.split(" ")));
    String after;
    if (kind == Kind.APPEND) {
      session.append(key, of, piece);
      words.addAll(List.of(piece.split(" ")));
      after =
          isWords(of)
              ? words.stream().distinct().collect(Collectors.joining(" ")).strip()
              : now + piece;
    } else {
      session.removeFrom(key, of, piece);
      List.of(piece.split(" ")).forEach(words::remove);
      after = isWords(of) ? String.join(" ", words) : now.replaceFirst(Pattern.quote(piece), "");
    }
    taken.accept(direct -> direct.set(key, of, after));
  }

  private static boolean isWords(Property property) {
    return property.form() instanceof ValueForm.Words;
  }

  private static boolean isExported(String type) {
    return type.equals("cm-shared") || type.equals("node-installer");
  }

  private static String type(EditSession session, EntityKey part) {
    return session.cluster().find(part).orElseThrow().get(FsPart.TYPE);
  }

  private static List<Property> settable(EntityType type) {
    return type.schema().properties().stream()
        .filter(p -> !p.is(Property.Trait.KEY) && !p.equals(SoftwareImage.PATH))
        .toList();
  }

  private static List<String> values(Property property, ClusterSnapshot cluster) {
    if (property.form() instanceof ValueForm.Reference reference) {
      boolean isPath = reference.target().schema().key().form() instanceof ValueForm.ClusterPath;
      return Stream.concat(
              cluster.all(reference.target()).stream().map(Entity::name),
              Stream.of("", isPath ? "/nowhere" : "nowhere"))
          .toList();
    }
    if (property.form() instanceof ValueForm.Choice choice) {
      return choice.words();
    }
    return SAMPLES.stream().filter(t -> EntityArbitraries.accepts(property.form(), t)).toList();
  }

  /** Another name for an entity of that type, and where it belongs to one, perhaps of another. */
  private EntityKey other(EntityKey key, ClusterSnapshot cluster) {
    ValueForm form = key.type().schema().key().form();
    List<String> names =
        form instanceof ValueForm.ClusterPath
            ? PATHS
            : form instanceof ValueForm.ArchOsName
                ? List.of("x86_64/rhel9", "aarch64/ubuntu2404")
                : NAMES;
    String name = pick(names, value);
    if (key.owner().isEmpty()) {
      return EntityKey.of(key.type(), name);
    }
    List<EntityKey> owners =
        cluster.entities().keySet().stream()
            .filter(owner -> key.type().owners().contains(owner.type()))
            .toList();
    return pick(owners, property).child(key.type(), name);
  }

  private static String beside(ClusterSnapshot cluster, EntityKey from, EntityKey to) {
    String path = cluster.find(from).flatMap(Derivation::imagePath).orElse("/");
    return path.substring(0, path.lastIndexOf('/') + 1) + to.name();
  }

  /**
   * Whether parts or images stand at the place already, or stood there: then it depends on more
   * than the edits one by one who is whose part.
   */
  private static boolean isPlaceTaken(ClusterSnapshot cluster, EntityKey key, String path) {
    if (key.type() != EntityType.SOFTWARE_IMAGE) {
      return false;
    }
    Set<EntityKey> parts = Set.copyOf(Derivation.parts(Optional.of(path)));
    return cluster.entities().values().stream()
        .anyMatch(
            entity ->
                parts.contains(entity.key())
                    || Derivation.imagePath(entity).equals(Optional.of(path)));
  }

  private static <T> T pick(List<T> all, int index) {
    return all.get(index % all.size());
  }
}
