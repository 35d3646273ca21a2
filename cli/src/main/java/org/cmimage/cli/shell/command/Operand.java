package org.cmimage.cli.shell.command;

/** What a word behind a command stands for; what completion offers there. */
public enum Operand {
  /** An object of the mode; left out where one is used. */
  TARGET,
  /** An object of the mode. */
  OBJECT,
  /** A property of the mode's objects. */
  PROPERTY,
  /** A value of the property before it. */
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
