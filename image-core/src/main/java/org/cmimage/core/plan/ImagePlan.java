package org.cmimage.core.plan;

import java.util.List;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.pipeline.ImagePipeline;

/**
 * The plan of a request. Making it changed nothing but the cache.
 *
 * @param request the request
 * @param components one plan each, in the order they are made
 * @param obstacles the reasons why it would fail now; {@link ImagePipeline#execute} throws the
 *     first
 */
public record ImagePlan(
    ImageRequest request, List<ComponentPlan> components, List<Obstacle> obstacles) {
  public ImagePlan {
    components = List.copyOf(components);
    obstacles = List.copyOf(obstacles);
  }
}
