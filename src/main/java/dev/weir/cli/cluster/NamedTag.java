package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Kinds;

/** A tag of an image stream, as a command is told of it. */
public record NamedTag(String namespace, String stream, String tag) {
  /**
   * Reads {@code [NAMESPACE/]NAME:TAG}, or {@code istag/NAME:TAG} as other commands name it.
   *
   * @param namespace that of the call
   * @throws CliException for what names no tag
   */
  public static NamedTag parse(String text, String namespace) {
    int slash = text.indexOf('/');
    String before = slash < 0 ? "" : text.substring(0, slash);
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
    return new NamedTag(
        before.isEmpty() || isKind(before) ? namespace : before,
        rest.substring(0, colon),
        rest.substring(colon + 1));
  }

  private static boolean isKind(String word) {
    return KnownKinds.called(word)
        .filter(kind -> kind.equals(Kinds.IMAGE_STREAM_TAG) || kind.equals(Kinds.IMAGE_TAG))
        .isPresent();
  }

  /** {@code NAME:TAG}. */
  public String name() {
    return stream + ":" + tag;
  }

  /** {@code NAME:TAG}, with the namespace if that is not the one of the call. */
  public String shown(String ofCall) {
    return namespace.equals(ofCall) ? name() : toString();
  }

  @Override
  public String toString() {
    return namespace + "/" + name();
  }
}
