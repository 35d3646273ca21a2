package org.cmimage.core.survey;

import java.util.List;

/**
 * What repositories offer.
 *
 * @param suites those of the image, then those that native twins of its programs are taken from
 * @param names what is offered of each requested package, in the order of the request
 * @param twins the programs that native twins are wanted of and that the image's repositories have
 */
public record PackageSurvey(
    List<SurveyedSuite> suites, List<SurveyedName> names, List<SurveyedTwin> twins) {
  public PackageSurvey {
    suites = List.copyOf(suites);
    names = List.copyOf(names);
    twins = List.copyOf(twins);
  }
}
