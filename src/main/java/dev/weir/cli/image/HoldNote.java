package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.NotShown;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Optional;

/**
 * What stands on a held tag: who, and why.
 *
 * @param user empty where the server does not tell
 */
record HoldNote(String user, Optional<String> reason) {
  static final String REASON = "Why, for whoever asks; stands on the tag beside your name.";

  private static final int BRIEF = 19;

  /** The note of whoever calls. */
  static HoldNote of(Cluster cluster, Optional<String> reason) throws IOException {
    try {
      return new HoldNote(Meta.name(cluster.resources().get(Kinds.USER, "", "~").tree()), reason);
    } catch (StatusException e) {
      NotShown.require(e);
      return new HoldNote("", reason);
    }
  }

  /** What {@code --reason} says. */
  static Optional<String> reason(Call call) {
    if (!call.arguments().given("--reason")) {
      return Optional.empty();
    }
    String reason = call.text("--reason").strip();
    if (reason.isEmpty()) {
      throw CliException.usage("--reason must say something");
    }
    return Optional.of(reason);
  }

  /**
   * The note in words.
   *
   * @param otherwise why, if nobody said
   */
  String text(String otherwise) {
    String why = reason.orElse(otherwise);
    return user.isEmpty() ? why : user + ": " + why;
  }

  /** The beginning of a digest. */
  static String brief(String digest) {
    return digest.length() > BRIEF ? digest.substring(0, BRIEF) : digest;
  }

  /** How a held tag moves none the less. */
  static String wayOut(String tag) {
    return "only a push or \"weir release " + tag + "\" moves it";
  }
}
