package org.cmimage.sources.deb.provision.dpkg;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One parsed line of the output of dpkg in the C locale. The texts are those of dpkg 1.20 to 1.22
 * ({@code src/main/configure.c}, {@code src/main/errors.c}, {@code lib/dpkg/subproc.c}).
 */
sealed interface DpkgMessage {
  /** Calls the method of {@code handler} for this message. */
  void accept(Handler handler);

  /** The archive of a package is about to be unpacked, after its pre-installation script. */
  record PreparingToUnpack(String packageName) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.preparingToUnpack(this);
    }
  }

  /** The configuration of a package begins. */
  record SettingUp(String packageName) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.settingUp(this);
    }
  }

  /** The files of a package are about to be removed, after its pre-removal script. */
  record Removing(String packageName) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.removing(this);
    }
  }

  /** The triggers of a package run. */
  record ProcessingTriggers(String packageName) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.processingTriggers(this);
    }
  }

  /** dpkg abandons a package; the reason is on the next line. */
  record GivesUp(String packageName) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.givesUp(this);
    }
  }

  /**
   * The reason: a maintainer script failed.
   *
   * @param script such as {@code post-installation}
   * @param end such as {@code exit status 1} or {@code signal Segmentation fault}
   */
  record ScriptEnded(String packageName, String script, String end) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.scriptEnded(this);
    }
  }

  /** The reason: the package has a file of another package, which it does not replace. */
  record Overwrites(String path, String other) implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.overwrites(this);
    }
  }

  /** The reason: a dependency is not configured. */
  record Dependent() implements DpkgMessage {
    @Override
    public void accept(Handler handler) {
      handler.dependent(this);
    }
  }

  /** Parses a line; empty for one that is not from dpkg or not needed. */
  static Optional<DpkgMessage> parse(String line) {
    for (Form form : Form.values()) {
      Matcher matcher = form.pattern.matcher(line);
      if (matcher.matches()) {
        return Optional.of(form.message(matcher));
      }
    }
    return Optional.empty();
  }

  /** The lines that are needed. */
  enum Form {
    PREPARING("Preparing to unpack (?:\\S*/)?(?<package>[a-z0-9][a-z0-9+.-]*)\\.deb \\.\\.\\..*"),
    SETTING_UP("Setting up (?<package>[a-z0-9][a-z0-9+.:-]*) \\(.*"),
    REMOVING(
        "(?:Removing|Purging configuration files for) (?<package>[a-z0-9][a-z0-9+.:-]*) \\(.*"),
    TRIGGERS("Processing triggers for (?<package>[a-z0-9][a-z0-9+.:-]*) \\(.*"),
    GIVES_UP(
        "dpkg: error processing (?:package|archive)"
            + " (?:\\S*/)?(?<package>[a-z0-9][a-z0-9+.:-]*?)(?:\\.deb)? \\(--[a-z-]+\\):.*"),
    EXITED(
        " *(?:installed|new|old) (?<package>[a-z0-9][a-z0-9+.:-]*) package (?<script>[a-z-]+)"
            + " script subprocess returned error exit status (?<end>[0-9]+)"),
    KILLED(
        " *(?:installed|new|old) (?<package>[a-z0-9][a-z0-9+.:-]*) package (?<script>[a-z-]+)"
            + " script subprocess was killed by signal \\((?<end>[^)]*)\\).*"),
    OVERWRITES(
        " *trying to overwrite '(?<path>/[^']*)', which is also in package"
            + " (?<package>[a-z0-9][a-z0-9+.:-]*) .*"),
    DEPENDENT(" *dependency problems - leaving (?:unconfigured|triggers unprocessed)");

    private final Pattern pattern;

    Form(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    private DpkgMessage message(Matcher matcher) {
      return switch (this) {
        case PREPARING -> new PreparingToUnpack(matcher.group("package"));
        case SETTING_UP -> new SettingUp(matcher.group("package"));
        case REMOVING -> new Removing(matcher.group("package"));
        case TRIGGERS -> new ProcessingTriggers(matcher.group("package"));
        case GIVES_UP -> new GivesUp(matcher.group("package"));
        case EXITED ->
            new ScriptEnded(
                matcher.group("package"),
                matcher.group("script"),
                "exit status " + matcher.group("end"));
        case KILLED ->
            new ScriptEnded(
                matcher.group("package"),
                matcher.group("script"),
                "signal " + matcher.group("end"));
        case OVERWRITES -> new Overwrites(matcher.group("path"), matcher.group("package"));
        case DEPENDENT -> new Dependent();
      };
    }
  }

  /** A case for each message, so that a new one does not compile where it is not handled. */
  interface Handler {
    void preparingToUnpack(PreparingToUnpack message);

    void settingUp(SettingUp message);

    void removing(Removing message);

    void processingTriggers(ProcessingTriggers message);

    void givesUp(GivesUp message);

    void scriptEnded(ScriptEnded message);

    void overwrites(Overwrites message);

    void dependent(Dependent message);
  }
}
