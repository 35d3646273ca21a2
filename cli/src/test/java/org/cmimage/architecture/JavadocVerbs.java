package org.cmimage.architecture;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the Javadoc of methods begins with a verb, as {@code docs/STYLE.md} asks for. */
final class JavadocVerbs {
  /** The least share of method Javadocs that begin with a verb, in percent, by module. */
  static final ImmutableMap<String, Integer> LEAST =
      ImmutableMap.<String, Integer>builder()
          .put("cluster-model", 98)
          .put("image-core", 97)
          .put("image-sources", 100)
          .put("image-qemu", 100)
          .put("cli", 96)
          .buildOrThrow();

  private static final ImmutableSet<String> VERBS =
      ImmutableSet.copyOf(
          Splitter.on(Pattern.compile("\\s+"))
              .omitEmptyStrings()
              .split(
                  """
                  Accepts Activates Adds Allows Appends Applies Arranges Asks Asserts Assigns Awaits
                  Begins Binds Blocks Buffers Builds
                  Caches Calculates Calls Cancels Changes Checks Chooses Classifies Clears Closes
                  Collects Combines Commits Compares Completes Computes Concludes Configures
                  Confirms Consumes Contacts Continues Converts Copies Counts Creates Cuts
                  Decides Declares Decodes Defines Deletes Derives Describes Detects Determines
                  Discards Divides Does Downloads Drains Drops
                  Edits Emits Empties Encodes Ends Enters Erases Escapes Estimates Evaluates
                  Examines Exchanges Excludes Executes Expands Expects Explains Exports Extends
                  Extracts
                  Fails Fetches Fills Filters Finds Finishes Flushes Follows Forbids Forces Forgets
                  Formats Forwards Frees
                  Generates Gives Groups
                  Handles Hashes
                  Identifies Ignores Includes Increments Indicates Inserts Inspects Installs
                  Interprets Interrupts Invalidates Iterates
                  Joins
                  Keeps Kills
                  Launches Leaves Limits Links Lists Loads Locates Locks Logs Looks
                  Makes Maps Marks Matches Measures Merges Mounts Moves
                  Names Normalises Notes Notifies Numbers
                  Obtains Offers Omits Opens Orders Overwrites
                  Packs Pads Parses Passes Picks Places Plans Positions Prefers Prepares Presents
                  Prints Processes Propagates Protects Provides Publishes Puts
                  Queries Queues Quotes
                  Raises Reads Receives Reclaims Recognises Recomputes Records Redirects Reduces
                  Refuses Registers Rejects Releases Relocates Remembers Removes Renames Renders
                  Repairs Repeats Replaces Replays Reports Requests Requires Reserves Resets
                  Resolves Restores Restricts Resumes Retries Returns Reuses Reverses Reverts
                  Revokes Rewrites Rounds Runs
                  Saves Scans Scrubs Searches Seeks Selects Sends Separates Sets Shares Shortens
                  Shows Simplifies Skips Solves Sorts Splits Stages Starts Stops Stores Streams
                  Strips Substitutes Subtracts Succeeds Suggests Sums Supplies Swaps Switches
                  Synchronises
                  Takes Terminates Tests Throws Tokenises Traces Transfers Transforms Translates
                  Traverses Tries Trims Truncates Turns
                  Undoes Unlocks Unmounts Unpacks Unquotes Updates Uses
                  Validates Verifies Visits
                  Waits Walks Warns Watches Withdraws Wraps Writes
                  Yields
                  """));

  private static final Pattern FIRST_WORD = Pattern.compile("[A-Za-z]+");

  private JavadocVerbs() {}

  /** Returns whether a Javadoc, without its stars, begins with a verb in the third person. */
  static boolean beginsWithVerb(String javadoc) {
    Matcher first = FIRST_WORD.matcher(javadoc.strip());
    return javadoc.strip().startsWith("{@inheritDoc}")
        || first.lookingAt() && VERBS.contains(first.group());
  }

  /** Returns one line for each module whose main code begins too few Javadocs with a verb. */
  static ImmutableList<String> tooFew(List<SourceFile> files) {
    ImmutableList.Builder<String> found = ImmutableList.builder();
    LEAST.forEach(
        (module, least) -> {
          List<String> javadocs = javadocs(module, files);
          List<String> others = javadocs.stream().filter(text -> !beginsWithVerb(text)).toList();
          if ((javadocs.size() - others.size()) * 100 < least * javadocs.size()) {
            found.add(
                "%s: %d of %d Javadocs of methods do not begin with a verb, expected %d %% that do: %s"
                    .formatted(module, others.size(), javadocs.size(), least, others));
          }
        });
    return found.build();
  }

  /** Returns the Javadocs of all methods and constructors of a module's main code. */
  static ImmutableList<String> javadocs(String module, List<SourceFile> files) {
    return files.stream()
        .filter(file -> file.module().equals(module) && !file.test())
        .flatMap(file -> file.methods().stream())
        .map(SourceFile.Method::javadoc)
        .filter(text -> !text.isBlank())
        .collect(ImmutableList.toImmutableList());
  }
}
