package dev.weir.window;

/** No project is a window on the host that somebody pulls from. */
public final class NoWindowException extends RuntimeException {
  NoWindowException(String host) {
    super(
        "no project here is a window on \"%s\"; the annotation %s of a project makes it one"
            .formatted(shown(host), Window.UPSTREAM),
        null,
        false,
        false);
  }

  /** It may hold anything. */
  private static String shown(String host) {
    String clean = host.replaceAll("[^a-zA-Z0-9.:\\[\\]_-]", "?");
    return clean.length() <= 80 ? clean : clean.substring(0, 80) + "…";
  }
}
