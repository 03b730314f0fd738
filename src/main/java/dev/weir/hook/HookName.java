package dev.weir.hook;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names a webhook: the Secret of that name. */
record HookName(String namespace, String name) {
  private static final String[] NONE = {};
  private static final int LONGEST = 253;

  /** All that a Secret or a namespace may be called. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

  /** Reads {@code /hooks/NAMESPACE/NAME}; empty if the path is of another form. */
  static Optional<HookName> parse(String path) {
    String[] parts =
        path.startsWith(HookDoor.ROOT)
            ? path.substring(HookDoor.ROOT.length()).split("/", -1)
            : NONE;
    return parts.length == 2 && isName(parts[0]) && isName(parts[1])
        ? Optional.of(new HookName(parts[0], parts[1]))
        : Optional.empty();
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
