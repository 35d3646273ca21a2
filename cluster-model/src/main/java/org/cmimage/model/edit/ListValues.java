package org.cmimage.model.edit;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.ValueForm;

/** Operations on values that can be appended to: lists of words, and texts. */
final class ListValues {
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  private ListValues() {}

  static String append(Property property, Entity entity, String text) throws EditException {
    String value = entity.get(property);
    if (isWords(property)) {
      Set<String> words = new LinkedHashSet<>(WORDS.splitToList(value));
      words.addAll(words(property, text));
      return Joiner.on(' ').join(words);
    }
    requireText(property, "append to");
    return value + text;
  }

  static String remove(Property property, Entity entity, String text) throws EditException {
    String value = entity.get(property);
    String missing = "cannot remove from " + property.name() + " of " + entity.key() + ": ";
    if (isWords(property)) {
      List<String> words = new ArrayList<>(WORDS.splitToList(value));
      for (String word : words(property, text)) {
        if (!words.remove(word)) {
          throw new EditException(missing + "\"" + word + "\" is not in \"" + value + "\"");
        }
      }
      return Joiner.on(' ').join(words);
    }
    requireText(property, "remove from");
    int start = value.indexOf(text);
    if (text.isEmpty() || start < 0) {
      throw new EditException(missing + "\"" + text + "\" is not in its text");
    }
    return value.substring(0, start) + value.substring(start + text.length());
  }

  private static boolean isWords(Property property) {
    return property.form() instanceof ValueForm.Words;
  }

  private static List<String> words(Property property, String text) throws EditException {
    try {
      return WORDS.splitToList(property.canonical(text));
    } catch (IllegalArgumentException e) {
      throw new EditException("cannot read " + e.getMessage(), e);
    }
  }

  private static void requireText(Property property, String verb) throws EditException {
    if (!(property.form() instanceof ValueForm.Text) || property.is(Property.Trait.KEY)) {
      throw new EditException("cannot " + verb + " " + property.name() + ": it takes one value");
    }
  }
}
