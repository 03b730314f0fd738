package dev.weir.console.catalog;

import java.util.regex.Pattern;

/**
 * Where an example of source code is, as a definition says: words of whoever wrote it, which may be
 * anything.
 *
 * @param reference branch or tag; empty for the one that the repository itself names
 * @param directory in it; empty for its root
 */
record Sample(String repository, String reference, String directory) {
  /** What a shell takes as it stands, and a browser opens as a page. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9][A-Za-z0-9._~:/@%+=-]{0,500}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._][A-Za-z0-9._/-]{0,200}");

  /** True if it may be a link, and stand in a command. */
  boolean isAddress() {
    return ADDRESS.matcher(repository).matches();
  }

  boolean isThere() {
    return !repository.isBlank();
  }

  /** What builds it with a builder, such as {@code new-app openshift/ruby:3.4~https://…}. */
  String command(String builder) {
    String source = isAddress() ? repository : "REPOSITORY";
    String branch = isAddress() && NAME.matcher(reference).matches() ? "#" + reference : "";
    String within =
        isAddress() && NAME.matcher(directory).matches() ? " --context-dir=" + directory : "";
    return "new-app " + builder + "~" + source + branch + within;
  }
}
