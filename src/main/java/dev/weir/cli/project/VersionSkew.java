package dev.weir.cli.project;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far versions of Weir are apart: one minor version is tried, more is not. */
final class VersionSkew {
  private static final Pattern CLIENT = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.[0-9].*");

  /** Of a server as it tells its version, after the one of the Kubernetes API. */
  private static final Pattern SERVER =
      Pattern.compile(".*\\+weir-(([0-9]{1,6})\\.([0-9]{1,6})\\.[0-9].*)");

  private VersionSkew() {}

  /**
   * What to say about two versions; empty if they go together, or one of them is none.
   *
   * @param client such as {@code 0.2.0}
   * @param server such as {@code v1.32.0+weir-0.4.0}
   */
  static Optional<String> warning(String client, String server) {
    Matcher ours = CLIENT.matcher(client);
    Matcher theirs = SERVER.matcher(server);
    if (!ours.matches() || !theirs.matches()) {
      return Optional.empty();
    }
    String major = theirs.group(2);
    String minor = theirs.group(3);
    boolean near =
        ours.group(1).equals(major)
            && Math.abs(Integer.parseInt(ours.group(2)) - Integer.parseInt(minor)) <= 1;
    return near
        ? Optional.empty()
        : Optional.of(
            "client %s and server %s differ by more than one minor version, which is not tried; use a client of version %s.%s"
                .formatted(client, theirs.group(1), major, minor));
  }
}
