/**
 * What repositories offer of the packages of a distribution, for a diagnosis: found without
 * resolving anything, and therefore also where no plan can be made. Central type: {@link
 * PackageSurvey}. Data only.
 */
@NullMarked
package org.cmimage.core.survey;

import org.jspecify.annotations.NullMarked;
