package org.cmimage.cli.shell.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.cli.render.Invocation;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.cli.shell.language.SyntaxException;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.edit.EditConflict;
import org.cmimage.model.edit.EditException;
import org.cmimage.model.store.StoreException;

/** The reporting of failures, which remembers the first. Not thread-safe. */
public final class Failures {
  private final Console console;
  private final Invocation invocation;
  private Optional<ErrorCode> first = Optional.empty();

  /**
   * Makes a report of failures.
   *
   * @param invocation how the shell was started, for suggested commands
   */
  public Failures(Console console, Invocation invocation) {
    this.console = console;
    this.invocation = invocation;
  }

  /** Returns the code of the first failure, or empty if there was none. */
  public Optional<ErrorCode> first() {
    return first;
  }

  /** Reports a failure. */
  public void tell(Exception e) {
    ShellException failure = translate(e);
    if (first.isEmpty()) {
      first = Optional.of(failure.code());
    }
    console.error(String.valueOf(failure.getMessage()));
    failure.cure().forEach(line -> console.error("  " + line));
  }

  private ShellException translate(Exception e) {
    if (e instanceof ShellException failure) {
      return failure;
    } else if (e instanceof SyntaxException || e instanceof EditException) {
      return new ShellException(String.valueOf(e.getMessage()));
    } else if (e instanceof EditConflict conflict) {
      return conflict(conflict);
    } else if (e instanceof StoreException store) {
      return of(Stores.unusable(store));
    } else if (e instanceof ImageException failure) {
      return of(failure);
    } else if (e instanceof FaultException fault) {

      return of(ImageException.of(fault));
    } else if (e instanceof IOException io) {
      return new ShellException(ErrorCode.INPUT_OUTPUT, words(io), List.of());
    }
    return new ShellException(
        ErrorCode.INTERNAL, "internal error: " + e, List.of("Please report this."));
  }

  private ShellException of(ImageException failure) {
    return new ShellException(
        failure.code(),
        String.valueOf(failure.getMessage()),
        new RemedyText(invocation).lines(failure.remedy()));
  }

  private static ShellException conflict(EditConflict conflict) {
    List<String> lines = new ArrayList<>();
    conflict.differences().forEach(difference -> lines.add(difference.toString()));
    lines.add("refresh takes over what is there now and drops your changes of these objects");
    return new ShellException(
        ErrorCode.STORE_UNUSABLE, "cannot commit: modified concurrently", lines);
  }

  private static String words(IOException e) {
    String fact = String.valueOf(e.getMessage());
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file: " + fact;
    }
    return e instanceof AccessDeniedException ? "permission denied: " + fact : fact;
  }
}
