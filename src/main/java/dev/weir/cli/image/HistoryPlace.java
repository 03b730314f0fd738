package dev.weir.cli.image;

import dev.weir.cli.call.CliException;

/** The tag that a history is asked of. */
record HistoryPlace(String namespace, String stream, String tag) {
  /**
   * Reads {@code [NAMESPACE/]NAME:TAG}.
   *
   * @param namespace that of the call
   */
  static HistoryPlace parse(String text, String namespace) {
    int slash = text.indexOf('/');
    String rest = text.substring(slash + 1);
    int colon = rest.indexOf(':');
    boolean wellFormed =
        slash != 0
            && rest.indexOf('/') < 0
            && rest.indexOf('@') < 0
            && colon > 0
            && colon < rest.length() - 1
            && rest.indexOf(':', colon + 1) < 0;
    if (!wellFormed) {
      boolean bare = text.matches("[a-z0-9]([a-z0-9._-]*[a-z0-9])?");
      throw CliException.usage(
          "\""
              + text
              + "\" must be [NAMESPACE/]NAME:TAG"
              + (bare ? ", such as " + text + ":latest" : ""));
    }
    return new HistoryPlace(
        slash < 0 ? namespace : text.substring(0, slash),
        rest.substring(0, colon),
        rest.substring(colon + 1));
  }

  /** {@code NAME:TAG}. */
  String name() {
    return stream + ":" + tag;
  }

  @Override
  public String toString() {
    return namespace + "/" + name();
  }
}
