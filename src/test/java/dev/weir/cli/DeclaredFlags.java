package dev.weir.cli;

import dev.weir.cli.call.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which flags verbs declare, for tests that look at each. */
public final class DeclaredFlags {
  private DeclaredFlags() {}

  /**
   * A verb and its own flags, without those that every verb has.
   *
   * @param path such as {@code create secret generic}
   */
  public record OfVerb(String path, List<Flag> flags) {
    public OfVerb {
      flags = List.copyOf(flags);
    }
  }

  public static List<OfVerb> all() {
    List<OfVerb> all = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      all.add(new OfVerb(verb.path(), verb.command().flags().list()));
    }
    return all;
  }

  /** The verb that a command line calls. */
  public static Optional<String> verbOf(List<String> arguments) {
    return Choice.of(arguments) instanceof Choice.Chosen chosen
        ? Optional.of(chosen.verb().path())
        : Optional.empty();
  }
}
