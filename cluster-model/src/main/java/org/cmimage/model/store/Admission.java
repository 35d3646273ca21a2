package org.cmimage.model.store;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The decision about a set of changes, common to all stores.
 *
 * @param before the cluster before the changes
 * @param after the cluster to store; {@code before} itself when there is nothing to do
 */
public record Admission(ClusterSnapshot before, ClusterSnapshot after) {
  /** The number of entities and findings listed in a message. */
  private static final int NAMED = 5;

  /** A record of which entities have changed since a version. */
  public interface History {
    /**
     * Returns the keys of entities that were put or removed after {@code version}, oldest change
     * first.
     *
     * @throws StoreException when the store cannot be read
     */
    List<EntityKey> changedSince(long version) throws StoreException;
  }

  /**
   * Decides about a set of changes to the newest snapshot.
   *
   * @throws StoreException of kind {@code STALE} or {@code INVALID}
   */
  public static Admission of(ClusterSnapshot newest, ChangeSet changes, History history)
      throws StoreException {
    if (changes.isDoneIn(newest)) {
      return new Admission(newest, newest);
    }
    if (changes.baseVersion() != newest.version()) {
      throw new StoreException(
          StoreException.Kind.STALE,
          "cannot change the cluster: the changes were made from version "
              + changes.baseVersion()
              + ", the cluster is at version "
              + newest.version()
              + "; changed since: "
              + named(
                  ImmutableSortedSet.copyOf(history.changedSince(changes.baseVersion())).asList()),
          null);
    }
    ClusterSnapshot after = newest.apply(changes);
    List<Finding> errors = errors(newest, after);
    if (!errors.isEmpty()) {
      throw new StoreException("cannot change the cluster: " + named(errors), errors);
    }
    return new Admission(newest, after);
  }

  /**
   * Returns the errors that the changes add. Errors that an older program admitted and that these
   * changes leave as they are do not prevent other changes or repairs.
   */
  private static List<Finding> errors(ClusterSnapshot before, ClusterSnapshot after) {
    List<Finding> errors = ClusterRules.errors(after);
    if (errors.isEmpty()) {
      return errors;
    }
    Set<Fault> old =
        ClusterRules.errors(before).stream()
            .map(finding -> Fault.of(finding, before))
            .collect(Collectors.toSet());
    return errors.stream().filter(error -> !old.contains(Fault.of(error, after))).toList();
  }

  /** The identity of an error, independent of the wording of its message. */
  private record Fault(Finding.Rule rule, EntityKey entity, String property, String value) {
    static Fault of(Finding finding, ClusterSnapshot cluster) {
      String value =
          cluster
              .find(finding.entity())
              .map(entity -> entity.values().getOrDefault(finding.property(), ""))
              .orElse("");
      return new Fault(finding.rule(), finding.entity(), finding.property(), value);
    }
  }

  /** Returns the entities to write: those that are new or have changed. */
  public List<Entity> puts() {
    MapDifference<EntityKey, Entity> difference = difference();
    return after.entities().values().stream()
        .filter(
            entity ->
                difference.entriesOnlyOnRight().containsKey(entity.key())
                    || difference.entriesDiffering().containsKey(entity.key()))
        .toList();
  }

  /** Returns the keys of the entities to delete. */
  public Set<EntityKey> removes() {
    return difference().entriesOnlyOnLeft().keySet();
  }

  private MapDifference<EntityKey, Entity> difference() {
    Map<EntityKey, Entity> left = before.entities();
    return Maps.difference(left, after.entities());
  }

  private static String named(List<?> all) {
    String first = Joiner.on(", ").join(all.subList(0, Math.min(NAMED, all.size())));
    return all.isEmpty()
        ? "nothing known"
        : all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
  }
}
