package org.cmimage.cli.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cmimage.cli.render.Table;
import org.cmimage.core.Release;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.plan.Diagnosis;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.survey.SurveyedName;
import org.cmimage.core.survey.SurveyedSuite;
import org.cmimage.core.survey.SurveyedSuite.Index;
import org.cmimage.core.survey.SurveyedTwin;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentName;

/**
 * A diagnosis as text, to be sent to those who maintain the catalog. It names no host and no user
 * of this machine, and repositories without passwords.
 */
public final class DiagnosisText {
  private final Diagnosis diagnosis;
  private final List<String> lines = new ArrayList<>();

  private DiagnosisText(Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  /**
   * Returns the text.
   *
   * @param head the head node's distribution
   * @param now the time of the diagnosis
   */
  public static String of(Diagnosis diagnosis, OsRelease head, Instant now) {
    DiagnosisText text = new DiagnosisText(diagnosis);
    text.begin(head, now);
    text.repositories();
    text.names();
    text.twins();
    diagnosis.outcomes().forEach(text::outcome);
    text.obstacles();
    return String.join("\n", text.lines) + "\n";
  }

  private void begin(OsRelease head, Instant now) {
    lines.add("Diagnosis of " + Release.NAME + ", " + now.truncatedTo(ChronoUnit.SECONDS));
    lines.add(
        "Head node: %s %s, kernel %s, Java %s"
            .formatted(
                head,
                Architecture.ofThisMachine(),
                System.getProperty("os.version"),
                System.getProperty("java.version")));
    lines.add(
        "Request:   "
            + diagnosis.request().archOs()
            + ": "
            + diagnosis.request().names().stream()
                .map(ComponentName::toString)
                .collect(Collectors.joining(", ")));
  }

  private void title(String title) {
    lines.add("");
    lines.add("== " + title);
  }

  private void repositories() {
    title("Repositories");
    for (SurveyedSuite suite : diagnosis.survey().suites()) {
      lines.add(suite.repository() + ", for " + suite.architecture());
      suite.date().ifPresent(date -> lines.add("  Release file of " + date));
      suite.signers().forEach(key -> lines.add("  signed by " + key));
      for (Index index : suite.indices()) {
        lines.add(
            "  %s, %s %s: %d packages, %d required, %d important, %d phased"
                .formatted(
                    index.release(),
                    index.component(),
                    index.architecture(),
                    index.packages(),
                    index.required(),
                    index.important(),
                    index.phased()));
      }
      suite.notices().forEach(notice -> lines.add("  notice: " + notice));
    }
  }

  private void names() {
    List<SurveyedName> names = diagnosis.survey().names();
    long absent = names.stream().filter(name -> name.versions().isEmpty()).count();
    title("Packages that the components name: %d, not offered: %d".formatted(names.size(), absent));
    Table table = table("Package", "Version", "Architecture", "Place", "Bytes", "Phase");
    for (SurveyedName name : names) {
      if (name.versions().isEmpty()) {
        String instead =
            name.providers().isEmpty() ? "" : "provided by " + String.join(" ", name.providers());
        table.row(List.of(name.name(), "NOT OFFERED", "", instead, "", ""));
      }
      for (SurveyedName.Version version : name.versions()) {
        table.row(
            List.of(
                name.name(),
                version.version(),
                version.architecture(),
                version.place(),
                Long.toString(version.bytes()),
                version.isPhased() ? version.phase() + " %" : ""));
      }
    }
    lines.addAll(table.plain());
  }

  private void twins() {
    List<SurveyedTwin> twins = diagnosis.survey().twins();
    List<SurveyedTwin> lacking = twins.stream().filter(twin -> !twin.exists()).toList();
    title("Native twins: %d, not offered: %d".formatted(twins.size(), lacking.size()));
    for (SurveyedTwin twin : lacking) {
      lines.add(
          "%s %s, for the head node: %s"
              .formatted(
                  twin.name(),
                  twin.wanted(),
                  twin.offered().isEmpty() ? "none" : String.join(" ", twin.offered())));
    }
  }

  private void outcome(Diagnosis.Outcome outcome) {
    title("Plan of " + outcome.component());
    outcome.failure().ifPresent(this::failure);
    outcome.plan().ifPresent(this::plan);
  }

  private void failure(ImageException failure) {
    lines.add("FAILED, " + failure.code() + ": " + failure.getMessage());
  }

  private void plan(ComponentPlan plan) {
    if (plan.making() instanceof Install install) {
      lines.add("kernel:    " + install.installation().kernelRelease());
    }
    lines.add("packages:  " + plan.packages().size());
    lines.add("to fetch:  " + plan.bytesToFetch() + " bytes");
    lines.add("installed: " + plan.installedBytes() + " bytes");
    Table table = table("Package", "Version", "Architecture", "Bytes");
    for (PlannedPackage planned : plan.packages()) {
      table.row(
          List.of(
              planned.name(),
              planned.version(),
              planned.architecture(),
              Long.toString(planned.downloadBytes())));
    }
    lines.addAll(table.plain());
  }

  private void obstacles() {
    title("Obstacles on this head node: " + diagnosis.obstacles().size());
    diagnosis.obstacles().stream().map(Obstacle::message).forEach(lines::add);
  }

  private static Table table(String... headers) {
    return new Table(List.of(headers).stream().map(name -> new Table.Column(name, 0)).toList());
  }
}
