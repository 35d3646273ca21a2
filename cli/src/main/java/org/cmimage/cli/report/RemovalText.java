package org.cmimage.cli.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.render.Table;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.removal.Orphan;
import org.cmimage.core.removal.RemovalPlan;
import org.cmimage.core.removal.RemovalPlan.ComponentRemovalPlan;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.model.ComponentName;

/** The report of a removal, planned or done. */
public record RemovalText(boolean json, PrintStream out) {
  /** Prints what removing would do. */
  public void planned(RemovalPlan plan) {
    if (json) {
      out.println(Json.line(toMap("plan", plan)));
    } else {
      lines(plan).forEach(out::println);
    }
  }

  /** Prints what was removed, and what can be done with the trees that were left. */
  public void removed(RemovalPlan plan) {
    if (json) {
      out.println(Json.line(toMap("removed", plan)));
      return;
    }
    for (ComponentRemovalPlan component : plan.components()) {
      if (component.registered() || plan.erases(component)) {
        out.println("Removed " + component.component());
      }
      if (plan.erases(component)) {
        component
            .extent()
            .ifPresent(extent -> out.println("  erased " + component.tree() + text(extent)));
      } else if (component.extent().isPresent()) {
        printKept(component);
      } else if (component.registered()) {
        out.println("  " + standing(component));
      }
    }
  }

  /**
   * Describes the state of a component's tree where it is unexpected: a registered tree is missing.
   */
  private static String standing(ComponentRemovalPlan component) {
    return component
        .oddity()
        .map(odd -> component.tree() + " is " + odd + "; it stays as it is")
        .orElse("there was no tree at " + component.tree());
  }

  private void printKept(ComponentRemovalPlan component) {
    out.println("  " + component.tree() + " stays as it is");
    out.println("  to erase it:            " + command("remove", component.component(), "--erase"));
    out.println(
        "  to register it again:   " + command("create", component.component(), "--add-only"));
  }

  private static String command(String verb, ComponentName component, String option) {
    return String.join(
        " ",
        "cm-image",
        verb,
        component.kind().verb(),
        "-d",
        component.archOs().distribution().toString(),
        "-a",
        component.archOs().architecture().toString(),
        option);
  }

  /** Prints that nothing was removed, because the answer was no. */
  public void kept() {
    if (json) {
      out.println(Json.line(Map.of("event", "kept")));
    } else {
      out.println("Nothing is removed.");
    }
  }

  /** Returns the lines of a plan. */
  public static List<String> lines(RemovalPlan plan) {
    List<String> lines = new ArrayList<>();
    for (ComponentRemovalPlan component : plan.components()) {
      boolean nothing = !component.registered() && !plan.erases(component);
      lines.add(
          nothing
              ? "Nothing to remove of " + component.component()
              : "Remove " + component.component());
      if (plan.erases(component)) {
        component.extent().ifPresent(e -> lines.add("  erase " + component.tree() + text(e)));
        component.leftovers().forEach(file -> lines.add("  erase " + file));
      }
    }
    plan.removed().forEach(key -> lines.add("  remove entity " + key));
    plan.changed().forEach(key -> lines.add("  change entity " + key));
    return lines;
  }

  private static String text(TreeExtent extent) {
    return String.format(
        Locale.ROOT, " (%d files, %s)", extent.files(), Quantity.bytes(extent.bytes()));
  }

  private static Map<String, Object> toMap(String event, RemovalPlan plan) {
    List<Object> components = new ArrayList<>();
    for (ComponentRemovalPlan component : plan.components()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("component", component.component().name());
      map.put("registered", component.registered());
      map.put("tree", component.tree().toString());
      component.extent().ifPresent(extent -> put(map, extent));
      component.oddity().ifPresent(odd -> map.put("found_instead", odd));
      map.put("erase", plan.erases(component));
      map.put("leftovers", component.leftovers().stream().map(Object::toString).toList());
      components.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", event);
    map.put("components", components);
    map.put("removed_entities", plan.removed().stream().map(Object::toString).toList());
    map.put("changed_entities", plan.changed().stream().map(Object::toString).toList());
    return map;
  }

  private static void put(Map<String, Object> map, TreeExtent extent) {
    map.put("file_count", extent.files());
    map.put("size_bytes", extent.bytes());
  }

  /** Prints the orphans found. */
  public void found(List<Orphan> orphans) {
    if (json) {
      out.println(Json.line(toMap("orphans", orphans)));
    } else if (orphans.isEmpty()) {
      out.println("There are no orphans.");
    } else {
      Table table =
          new Table(
              List.of(
                  new Table.Column("Kind", 0),
                  new Table.Column("Size", 0),
                  new Table.Column("Files", 0),
                  new Table.Column("Path", 0),
                  new Table.Column("What it seems to be", 0)));
      for (Orphan orphan : orphans) {
        table.row(
            List.of(
                kind(orphan),
                Quantity.bytes(orphan.extent().bytes()),
                Long.toString(orphan.extent().files()),
                HostPath.text(orphan.path()),
                orphan.seems()
                    + orphan.hindrance().map(h -> "; left alone: " + h.fact()).orElse("")));
      }
      table.plain().forEach(out::println);
    }
  }

  /** Prints the orphans that were erased. */
  public void erased(List<Orphan> orphans) {
    if (json) {
      out.println(Json.line(toMap("erased", orphans)));
    } else if (orphans.isEmpty()) {
      out.println("Nothing is erased.");
    } else {
      orphans.forEach(orphan -> out.println("Erased " + HostPath.text(orphan.path())));
    }
  }

  private static String kind(Orphan orphan) {
    return orphan.kind().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> toMap(String event, List<Orphan> orphans) {
    List<Object> all = new ArrayList<>();
    for (Orphan orphan : orphans) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("kind", kind(orphan));
      map.put("path", HostPath.text(orphan.path()));
      orphan.component().ifPresent(component -> map.put("component", component.name()));
      map.put("description", orphan.seems());
      map.put("made_by_cm_image", orphan.ours());
      put(map, orphan.extent());
      map.put("mounts", orphan.mounts());
      orphan.hindrance().ifPresent(hindrance -> map.put("obstacle", hindrance.fact()));
      all.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", event);
    map.put("orphans", all);
    return map;
  }
}
