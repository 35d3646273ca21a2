package org.cmimage.sources.deb.resolve.sat;

import java.util.Collection;
import org.sat4j.pb.tools.DependencyHelper;
import org.sat4j.pb.tools.WeightedObject;

/** What a solver minimises. */
public final class Objective {
  private Objective() {}

  /** Sets the sum of the weights of what a solver chooses as what it minimises. */
  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of a generic type, which the library's signature requires
  public static <T> void minimise(
      DependencyHelper<T, ?> helper, Collection<WeightedObject<T>> weights) {
    helper.setObjectiveFunction(weights.toArray(new WeightedObject[0]));
  }
}
