package dev.weir.remote;

import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.Redirects;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list that comes in pages, each with a {@code Link} to the next (registry.md 1.6). */
final class Pages {
  private static final Pattern NEXT = Pattern.compile("<(?<uri>[^>]*)>\\s*;[^,]*rel=\"?next\"?");
  private static final int MOST = 1000;

  private Pages() {}

  /**
   * Reads all pages.
   *
   * @param list what it is, for messages
   * @param read reads a page and says where the next is
   */
  static void readAll(URI first, String list, Function<URI, Optional<URI>> read) {
    Optional<URI> page = Optional.of(first);
    for (int n = 0; page.isPresent(); n++) {
      if (n == MOST) {
        throw new RemoteException(Kind.REGISTRY_ERROR, "the list of " + list + " does not end");
      }
      page = read.apply(page.get());
    }
  }

  /**
   * Where the next page is; empty if this was the last.
   *
   * @throws RemoteException if it is at another host
   */
  static Optional<URI> next(OutboundAnswer answer, String list) {
    Matcher link = NEXT.matcher(String.join(",", answer.headers("link")));
    if (!link.find()) {
      return Optional.empty();
    }
    URI next = resolved(answer.uri(), link.group("uri"), list);
    if (next.getHost() == null || !Redirects.sameOrigin(next, answer.uri())) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          "the list of " + list + " goes on at another host, which is not followed");
    }
    return Optional.of(next);
  }

  private static URI resolved(URI page, String link, String list) {
    try {
      return page.resolve(link);
    } catch (IllegalArgumentException _) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          page.getRawAuthority()
              + " names the next page of its list of "
              + list
              + " in a way that cannot be read");
    }
  }
}
