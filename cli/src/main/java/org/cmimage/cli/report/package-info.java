/** The output of the verbs: plans, reports, listings, and questions. */
@NullMarked
package org.cmimage.cli.report;

import org.jspecify.annotations.NullMarked;
