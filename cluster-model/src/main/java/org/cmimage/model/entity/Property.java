package org.cmimage.model.entity;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A property of a type of entity.
 *
 * @param label the heading in tables, for example {@code Kernel version}
 * @param form the texts it accepts
 * @param defaultValue the value until it is set, empty for none
 * @param traits further attributes
 */
public record Property(String label, ValueForm form, String defaultValue, Set<Trait> traits) {
  /** An attribute of a property besides its form. */
  public enum Trait {
    /** The property is the entity's name, unique among those of its type and owner; never empty. */
    KEY,
    /** The cluster is invalid while it is empty. */
    REQUIRED,
    /** No two entities of the type have the same value. */
    UNIQUE,
    /** Programs set it; an administrator cannot, and a clone does not copy it. */
    READ_ONLY,
    /** The value belongs to one entity, as an address does; a clone does not copy it. */
    OWN,
    /** The value is usually the content of a file, as a script is. */
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
   * Returns the name in the shell and the store: the label in lower case without spaces, for
   * example {@code kernelversion}.
   */
  public String name() {
    return label.toLowerCase(Locale.ROOT).replace(" ", "");
  }

  /** Returns whether the property has this trait. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** Returns the type of entity it refers to, or empty for a property that is no reference. */
  public Optional<EntityType> target() {
    return form instanceof ValueForm.Reference reference
        ? Optional.of(reference.target())
        : Optional.empty();
  }

  /**
   * Returns the canonical spelling of a value. The empty text stays empty, except for a key.
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
