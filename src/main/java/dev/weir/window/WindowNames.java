package dev.weir.window;

import dev.weir.host.Host;
import dev.weir.reference.StreamName;
import dev.weir.window.WindowRepository.Shown;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which stream serves a repository, as clients name it.
 *
 * <pre>
 *   PROJECT/NAME                       the stream, outside windows
 *   WINDOW/PATH                        the upstream's repository of that path, of any depth
 *   WINDOW/NAME                        the stream of that name, if it is the code of a path, or is
 *                                      there and the code of none; else the upstream's repository
 *   PATH?ns=HOST                       the upstream's repository of that path, in the first window
 *                                      on that host
 * </pre>
 *
 * Nothing is asked of anybody outside.
 */
public final class WindowNames {
  private final Host host;
  private final Predicate<StreamName> exists;
  private final Predicate<String> own;

  /**
   * Names of a server.
   *
   * @param exists whether there is a stream
   * @param own whether a host is, or was, the integrated registry's
   */
  public WindowNames(Host host, Predicate<StreamName> exists, Predicate<String> own) {
    this.host = host;
    this.exists = exists;
    this.own = own;
  }

  /** The window that a project is; empty if it is none. */
  public Optional<Window> window(String project) {
    return window(project, host.annotations(project));
  }

  private Optional<Window> window(String project, Map<String, String> annotations) {
    return Window.of(project, annotations).filter(window -> !own.test(window.upstream().name()));
  }

  /** The window on a host; of several, the one of the project that comes first by name. */
  public Optional<Window> windowOn(UpstreamHost upstream) {
    return host.annotated(Window.UPSTREAM).keySet().stream()
        .flatMap(project -> window(project).stream())
        .filter(window -> window.upstream().equals(upstream))
        .findFirst();
  }

  /**
   * Reads the name of a repository.
   *
   * @param ns host that the client was told to pull from, where that is not this one; may be empty
   * @throws IllegalArgumentException saying what is wrong with the name
   * @throws NoWindowException if no project is a window on that host
   */
  public WindowRepository find(String ns, String path) {
    return find(ns, path, exists);
  }

  /**
   * As {@link #find}, as if every stream were there that the name could mean: by this one rights
   * are asked before anything is looked up, and it is what a push makes.
   */
  public WindowRepository literal(String ns, String path) {
    return find(ns, path, _ -> true);
  }

  private WindowRepository find(String ns, String path, Predicate<StreamName> there) {
    if (!ns.isEmpty() && !own.test(ns)) {
      return shown(windowOn(ns), path, path, Optional.of(ns));
    }
    int slash = path.indexOf('/');
    Optional<Window> window = slash < 0 ? Optional.empty() : window(path.substring(0, slash));
    return window
        .map(found -> within(found, path, path.substring(slash + 1), there))
        .orElseGet(() -> WindowRepository.ordinary(StreamName.parse(path)));
  }

  /** The stream that serves a repository of our own host; empty if there can be none. */
  public Optional<StreamName> stream(String path) {
    try {
      return Optional.of(find("", path).stream());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Window windowOn(String ns) {
    try {
      return windowOn(UpstreamHost.parse(ns)).orElseThrow(() -> new NoWindowException(ns));
    } catch (IllegalArgumentException _) {
      throw new NoWindowException(ns);
    }
  }

  private WindowRepository within(
      Window window, String asked, String rest, Predicate<StreamName> there) {
    if (rest.indexOf('/') < 0 && StreamName.isValidName(rest)) {
      StreamName literal = StreamName.parse(asked);
      Optional<String> path = path(window, rest);
      if (path.isPresent()) {
        return new WindowRepository(
            literal, asked, path.map(p -> new Shown(window, p)), Optional.empty());
      }
      if (there.test(literal)) {
        return WindowRepository.ordinary(literal);
      }
    }
    return shown(window, asked, rest, Optional.empty());
  }

  /** The upstream's path that a stream of this name is for. */
  static Optional<String> path(Window window, String name) {
    return RepositoryCode.decode(name)
        .filter(path -> window.upstream().repository(path).equals(path))
        .filter(path -> fits(window, path));
  }

  private static WindowRepository shown(
      Window window, String asked, String path, Optional<String> ns) {
    String whole = window.upstream().repository(path);
    String name = RepositoryCode.encode(whole);
    StreamName stream = new StreamName(window.project(), name);
    if (stream.toString().length() > RepositoryCode.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "repository \"%s\" has too long a name for the window %s: its stream would be named %s, and 'namespace/name' cannot be longer than %d characters"
              .formatted(whole, window.project(), stream, RepositoryCode.MAX_LENGTH));
    }
    if (!fits(window, whole)) {
      throw new IllegalArgumentException(
          "repository \"%s\" of %s has too long a name: with its host it cannot be longer than %d characters"
              .formatted(whole, window.upstream(), RepositoryCode.MAX_LENGTH));
    }
    return new WindowRepository(stream, asked, Optional.of(new Shown(window, whole)), ns);
  }

  /** Its tags must have pull specs. */
  private static boolean fits(Window window, String path) {
    return new Shown(window, path).repository().length() <= RepositoryCode.MAX_LENGTH;
  }
}
