package org.cmimage.core.survey;

import java.util.List;

/**
 * One package with programs that may run natively, in the newest version for the image.
 *
 * @param name of the package
 * @param wanted the version for the image
 * @param offered the versions for the head node; empty where there are none
 * @param exists whether one of these is the same, or another build of the same source
 */
public record SurveyedTwin(String name, String wanted, List<String> offered, boolean exists) {
  public SurveyedTwin {
    offered = List.copyOf(offered);
  }
}
