/**
 * Looks through repositories for a diagnosis: what they are, who signed them, and what they offer
 * of some packages, without resolving anything. Central type: {@link RepositorySurvey}. A
 * repository that cannot be read is reported, and the others are read all the same.
 */
@NullMarked
package org.cmimage.sources.deb.survey;

import org.jspecify.annotations.NullMarked;
