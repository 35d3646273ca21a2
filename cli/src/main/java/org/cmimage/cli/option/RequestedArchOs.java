package org.cmimage.cli.option;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import picocli.CommandLine.Parameters;

/** The requested components, with their architecture and distribution. */
public final class RequestedArchOs extends ArchOsOptions {
  @Parameters(
      index = "0",
      paramLabel = "COMPONENT",
      description =
          "Which tree: swimage (software image), node-installer, cmshared (/cm/shared), or all.")
  private String component = "";

  /** Returns the word for the components. */
  public String word() {
    return component.toLowerCase(Locale.ROOT);
  }

  /** Returns the components, in the order they are made. */
  public Set<ComponentKind> kinds() throws ImageException {
    return kinds(component);
  }

  /** Returns the components of a word. */
  public static Set<ComponentKind> kinds(String text) throws ImageException {
    String word = text.toLowerCase(Locale.ROOT);
    if (word.equals("all")) {
      return EnumSet.allOf(ComponentKind.class);
    }
    for (ComponentKind kind : ComponentKind.values()) {
      if (kind.verb().equals(word)) {
        return EnumSet.of(kind);
      }
    }
    throw new ImageException(
        ErrorCode.INVALID_REQUEST,
        "cannot find \"" + text + "\"",
        "no such component",
        new Remedy.Choose("COMPONENT", offered(word), Optional.of(text)));
  }

  /** Returns all words, first the one for the component of another name. */
  private static List<String> offered(String word) {
    List<String> words = List.of("swimage", "node-installer", "cmshared", "all");
    String meant =
        word.contains("shared")
            ? "cmshared"
            : word.contains("installer")
                ? "node-installer"
                : word.contains("image")
                    ? "swimage"
                    : NearMatches.of(word, words).stream().findFirst().orElse("");
    return Stream.concat(words.stream().filter(meant::equals), words.stream()).distinct().toList();
  }

  /**
   * Returns the architecture with this name.
   *
   * @throws ImageException where there is none
   */
  public static Architecture architecture(String text) throws ImageException {
    return Architecture.find(text)
        .orElseThrow(
            () ->
                new ImageException(
                    ErrorCode.UNKNOWN_ARCHITECTURE,
                    "cannot find an image",
                    "unknown architecture \"" + text + "\"",
                    new Remedy.Choose(
                        "--arch",
                        EnumSet.allOf(Architecture.class).stream()
                            .map(Architecture::unameName)
                            .toList())));
  }
}
