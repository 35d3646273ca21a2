package org.cmimage.core.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.plan.Diagnosis;
import org.cmimage.core.plan.Planner;
import org.cmimage.core.survey.SurveyedSuite;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;

/** Plans a software image of a distribution: its repositories, their signatures, and the clock. */
final class RepositoryTrial {
  private static final String SUBJECT = "repositories";
  private static final Duration TOLERANCE = Duration.ofMinutes(10);

  private final Planner planner;
  private final Instant now;

  RepositoryTrial(Planner planner, Instant now) {
    this.planner = planner;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  List<HostFinding> run(ArchOs archOs, boolean offline) {
    ImageRequest request =
        ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE)
            .airGapped(offline)
            .force(true)
            .build();
    List<HostFinding> findings = new ArrayList<>();
    try {
      Diagnosis diagnosis = planner.diagnose(request);
      for (SurveyedSuite suite : diagnosis.survey().suites()) {
        findings.add(finding(suite));
      }
      newest(diagnosis).ifPresent(newest -> findings.add(clock(newest)));
      diagnosis.outcomes().stream()
          .flatMap(outcome -> outcome.failure().stream())
          .forEach(failure -> findings.add(bad(failure)));
      if (findings.stream().allMatch(each -> each.code().isEmpty())) {
        findings.add(HostFinding.good("plan", "an image of " + archOs + " can be planned"));
      }
    } catch (ImageException e) {
      findings.add(bad(e));
    }
    return findings;
  }

  private static HostFinding bad(ImageException failure) {
    return HostFinding.bad(
        "plan", Fault.sentence(failure.code(), failure.getMessage(), failure.remedy()));
  }

  private static HostFinding finding(SurveyedSuite suite) {
    int packages = suite.indices().stream().mapToInt(SurveyedSuite.Index::packages).sum();
    String subject = SUBJECT + " of " + suite.architecture();
    return suite.notices().isEmpty()
        ? HostFinding.good(subject, suite.repository() + ": " + packages + " packages")
        : HostFinding.note(
            subject,
            suite.repository() + ": " + String.join("; ", suite.notices()),
            new Remedy.None());
  }

  private static Optional<Instant> newest(Diagnosis diagnosis) {
    return diagnosis.survey().suites().stream()
        .flatMap(suite -> suite.date().stream())
        .max(Instant::compareTo);
  }

  /** A clock that is behind makes valid repositories appear to be of the future. */
  private HostFinding clock(Instant newest) {
    return now.plus(TOLERANCE).isBefore(newest)
        ? HostFinding.bad(
            "clock",
            Fault.of(
                ErrorCode.HOST_UNSUITABLE,
                "cannot trust the clock",
                "it is " + now + ", and a repository was published at " + newest,
                new Remedy.Advice("set the clock: chronyc makestep, or timedatectl set-ntp true")))
        : HostFinding.good("clock", now + ", later than the newest repository");
  }
}
