package org.cmimage.cli.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.doctor.HostFinding;
import org.cmimage.core.doctor.HostFinding.Verdict;

/** What was found of a head node: a line each as it is found, or one document. */
public final class HostFindingText {
  private static final String INDENT = "        ";

  private final RemedyText remedies;
  private final boolean json;
  private final PrintStream out;

  public HostFindingText(Invocation invocation, boolean json, PrintStream out) {
    this.remedies = new RemedyText(invocation);
    this.json = json;
    this.out = out;
  }

  /** Prints one finding, with its cure. */
  public void finding(HostFinding finding) {
    if (json) {
      return;
    }
    String mark =
        switch (finding.verdict()) {
          case GOOD -> "[ OK ]  ";
          case NOTE -> "[NOTE]  ";
          case BAD -> "[FAIL]  ";
        };
    String text = mark + finding.subject() + ": " + finding.fact();
    out.println(text.replace("\n", "\n" + INDENT));
    remedies.lines(finding.remedy()).forEach(line -> out.println(INDENT + line));
  }

  /** Prints what all findings come to. */
  public void end(List<HostFinding> findings) {
    long bad = findings.stream().filter(each -> each.verdict() == Verdict.BAD).count();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", bad == 0);
      document.put("findings", findings.stream().map(this::values).toList());
      out.println(Json.pretty(document));
    } else if (bad == 0) {
      out.println("Images can be made on this head node");
    } else {
      out.println(bad == 1 ? "1 failure" : bad + " failures");
    }
  }

  private Map<String, Object> values(HostFinding finding) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("subject", finding.subject());
    values.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
    finding.code().ifPresent(code -> values.put("code", code.name()));
    values.put("fact", finding.fact());
    values.put("remedy", remedies.lines(finding.remedy()));
    return values;
  }
}
