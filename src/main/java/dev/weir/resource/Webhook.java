package dev.weir.resource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A webhook as an object: a Secret of a type of its own, so that its rights, its sealing and its
 * end are those of secrets.
 */
public final class Webhook {
  public static final String TYPE = "weir.dev/webhook";

  /** Key of the secret that a sender proves to know. */
  public static final String TOKEN = "token";

  /** Key of the word for who sends; whatever has a known shape is taken if it is absent. */
  public static final String SENDER = "sender";

  /** Fewest and most characters of a token. */
  public static final int SHORTEST_TOKEN = 16;

  public static final int LONGEST_TOKEN = 256;

  private Webhook() {}

  /** True of what can stand in an address and in a header as it is. */
  public static boolean isToken(String text) {
    return text.length() >= SHORTEST_TOKEN
        && text.length() <= LONGEST_TOKEN
        && text.chars().allMatch(Webhook::isPlain);
  }

  private static boolean isPlain(int letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || "-._~".indexOf(letter) >= 0;
  }

  /** Whose notifications a webhook takes. */
  public enum Sender {
    DISTRIBUTION,
    HARBOR,
    QUAY,
    GHCR,
    DOCKERHUB,
    /** A few words by anybody, and whatever has the shape of one of the others. */
    GENERIC;

    /** As users write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The sender of a word; empty if there is none. */
    public static Optional<Sender> of(String word) {
      return Arrays.stream(values()).filter(sender -> sender.word().equals(word)).findFirst();
    }

    /** All words, with commas between. */
    public static String words() {
      return Arrays.stream(values()).map(Sender::word).collect(Collectors.joining(", "));
    }
  }
}
