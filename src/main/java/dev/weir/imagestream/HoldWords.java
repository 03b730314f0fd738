package dev.weir.imagestream;

import dev.weir.reference.StreamName;

/** What is said of a tag that is held, to whoever would move it. */
public final class HoldWords {
  static final String WITHOUT_HOLD =
      "takes effect beside " + SpecTag.HOLD + " only, which says who holds the tag and why";

  /** Most characters of what somebody wrote about a hold. */
  private static final int LONGEST = 100;

  private HoldWords() {}

  /** Why a tag cannot be pointed elsewhere: who holds it, and what ends that. */
  public static String stands(String stream, SpecTag tag) {
    return held(stream, tag) + ": " + only(stream, tag);
  }

  /** As it is described. */
  public static String standing(String stream, SpecTag tag) {
    return "held (%s): %s".formatted(shortened(tag.hold().orElse("")), only(stream, tag));
  }

  /** An import found what the tag would be. */
  public static String notMoved(String stream, SpecTag tag) {
    return held(stream, tag) + ", so the import did not move it: " + only(stream, tag);
  }

  /** Why the image that a tag is held at stays, and what ends that. */
  public static String keeps(StreamName stream, SpecTag tag) {
    return "tag %1$s is held at it (%2$s); \"weir release %3$s:%1$s\" or deleting the tag by its name lets it go"
        .formatted(tag.name(), shortened(tag.hold().orElse("")), stream);
  }

  /** Somebody wrote the tag without its hold. */
  static String staysHeld(String stream, SpecTag tag) {
    return held(stream, tag)
        + " and stays so, though its hold was left out: \"weir release %s:%s\", or a null for %s, releases it"
            .formatted(stream, tag.name(), SpecTag.HOLD);
  }

  /** Somebody wrote the stream without the tag. */
  static String staysItself(String stream, SpecTag tag) {
    return held(stream, tag)
        + " and stays, though it was left out: \"weir release %s:%s\" releases it, and deleting the tag takes it away"
            .formatted(stream, tag.name());
  }

  /** A push moved the tag all the same. */
  public static String pushed(String stream, SpecTag tag) {
    return held(stream, tag)
        + "; this push moved it all the same, and it stays held: "
        + only(stream, tag);
  }

  private static String held(String stream, SpecTag tag) {
    return "tag %s:%s is held (%s)".formatted(stream, tag.name(), shortened(tag.hold().orElse("")));
  }

  private static String only(String stream, SpecTag tag) {
    return "only a push or \"weir release %s:%s\" moves it".formatted(stream, tag.name());
  }

  static String neverHad(String stream, String tag) {
    return ("%1$s:%2$s never was this image, as far as its history goes; \"weir tag history"
            + " %1$s:%2$s\" lists what it was")
        .formatted(stream, tag);
  }

  /** In one line, and no longer than a message may be. */
  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
