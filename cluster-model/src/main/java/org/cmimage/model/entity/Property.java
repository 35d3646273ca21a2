package org.cmimage.model.entity;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One property of a type of entity.
 *
 * @param label what tables call it, for example {@code Kernel version}
 * @param form what text it takes
 * @param defaultValue what it is until it is set, empty for nothing
 * @param traits what else holds for it
 */
public record Property(String label, ValueForm form, String defaultValue, Set<Trait> traits) {
  /** What may hold for a property besides its form. */
  public enum Trait {
    /** It names the entity among those of its type and owner; never empty. */
    KEY,
    /** The cluster is not valid while it is empty. */
    REQUIRED,
    /** No two entities of the type have the same value. */
    UNIQUE,
    /** Programs set it; an administrator can not, and a clone does not take it over. */
    READ_ONLY,
    /** It is this entity's alone, as an address is; a clone does not take it over. */
    OWN,
    /** It is usually the content of a file, as a script is. */
    CONTENT
  }

  public Property {
    traits = ImmutableSet.copyOf(traits);
    defaultValue = defaultValue.isEmpty() ? "" : form.canonical(defaultValue);
  }

  static Property of(String label, ValueForm form) {
    return new Property(label, form, "", Set.of());
  }

  static Property key(String label, ValueForm form) {
    return of(label, form).and(Trait.KEY).and(Trait.REQUIRED);
  }

  static Property line(String label) {
    return of(label, new ValueForm.Text(false));
  }

  static Property text(String label) {
    return of(label, new ValueForm.Text(true));
  }

  static Property content(String label) {
    return text(label).and(Trait.CONTENT);
  }

  static Property yesNo(String label, boolean defaultValue) {
    return of(label, new ValueForm.YesNo()).byDefault(defaultValue ? "yes" : "no");
  }

  static Property number(String label, long defaultValue) {
    return of(label, new ValueForm.WholeNumber(0, Integer.MAX_VALUE))
        .byDefault(Long.toString(defaultValue));
  }

  static Property reference(String label, EntityType target) {
    return of(label, new ValueForm.Reference(target));
  }

  Property byDefault(String value) {
    return new Property(label, form, value, traits);
  }

  Property and(Trait trait) {
    return new Property(label, form, defaultValue, Sets.union(traits, Set.of(trait)));
  }

  /**
   * What the shell and the store call it: the label in lower case without spaces, for example
   * {@code kernelversion}.
   */
  public String name() {
    return label.toLowerCase(Locale.ROOT).replace(" ", "");
  }

  /** Whether this holds for it. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** The type of entity it refers to, or empty for a property that is no reference. */
  public Optional<EntityType> target() {
    return form instanceof ValueForm.Reference reference
        ? Optional.of(reference.target())
        : Optional.empty();
  }

  /**
   * The spelling under which a value is kept. The empty text stays empty, except for a key.
   *
   * @throws IllegalArgumentException naming the property, what was expected and what was found
   */
  public String canonical(String text) {
    if (text.isEmpty() && !is(Trait.KEY)) {
      return "";
    }
    try {
      return form.canonical(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name() + ": " + e.getMessage(), e);
    }
  }
}
