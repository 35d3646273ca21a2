package org.cmimage.core.plan;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.model.ComponentName;

/**
 * What this head node finds for a request, whether it can be planned or not. Making it changed
 * nothing but the cache.
 *
 * @param request the request
 * @param survey what the repositories offer of the packages that its components name
 * @param outcomes one for each component, in the order they would be made
 * @param obstacles the reasons on this machine why it would fail now
 */
public record Diagnosis(
    ImageRequest request, PackageSurvey survey, List<Outcome> outcomes, List<Obstacle> obstacles) {
  public Diagnosis {
    outcomes = List.copyOf(outcomes);
    obstacles = List.copyOf(obstacles);
  }

  /**
   * What planning a component comes to.
   *
   * @param plan empty where it failed
   * @param failure why; empty where there is a plan
   */
  public record Outcome(
      ComponentName component, Optional<ComponentPlan> plan, Optional<ImageException> failure) {}
}
