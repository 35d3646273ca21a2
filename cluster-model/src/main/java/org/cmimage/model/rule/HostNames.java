package org.cmimage.model.rule;

import java.util.regex.Pattern;

/** The form of the names of hosts and domains (RFC 1123, 2.1). Stateless. */
public final class HostNames {
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*");

  private HostNames() {}

  /** Returns whether this is letters, digits and dashes, at most 63 between dots. */
  public static boolean isHostName(String text) {
    return FORM.matcher(text).matches();
  }
}
