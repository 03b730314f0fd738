package dev.weir.cli.image.age;

import dev.weir.cli.call.CliException;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Kinds;

/** A tag whose images have to wait, as a command is told of it. */
record AgedTagName(String namespace, String name) {
  /**
   * Reads {@code [NAMESPACE/]NAME:TAG}.
   *
   * @param namespace that of the call
   */
  static AgedTagName parse(String text, String namespace) {
    int slash = text.indexOf('/');
    String name = text.substring(slash + 1);
    int colon = name.indexOf(':');
    boolean wellFormed =
        slash != 0
            && colon > 0
            && colon < name.length() - 1
            && name.indexOf(':', colon + 1) < 0
            && name.indexOf('/') < 0
            && name.indexOf('@') < 0;
    if (!wellFormed) {
      throw CliException.usage("\"" + text + "\" must be [NAMESPACE/]NAME:TAG");
    }
    return new AgedTagName(slash < 0 ? namespace : text.substring(0, slash), name);
  }

  /** Path of what waits for it. */
  String path() {
    return ResourcePath.of(Kinds.IMAGE_STREAM_TAG, namespace, name, "candidates");
  }
}
