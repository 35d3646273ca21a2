package org.cmimage.cli.shell.command;

/** The kind of a word behind a command, which determines its completions. */
public enum Operand {
  /** An object of the mode; optional where one is used. */
  TARGET,
  /** An object of the mode. */
  OBJECT,
  /** A property of the mode's objects. */
  PROPERTY,
  /** A value of the preceding property. */
  VALUE,
  /** A command. */
  COMMAND,
  /** An alias. */
  ALIAS,
  /** A mode. */
  MODE,
  /** Yes or no. */
  SWITCH,
  /** A file of this machine. */
  FILE,
  /** Anything else. */
  TEXT
}
