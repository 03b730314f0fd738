package dev.weir.remote;

import dev.weir.remote.budget.LoginNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Credentials by address (controllers-and-access.md 7.7). An address is {@code host[:port][/path]};
 * longer paths come before shorter ones and exact hosts before wildcards, because keys are tried in
 * reverse lexical order; equal keys keep their order.
 */
public final class Keyring {
  public static final Keyring EMPTY = new Keyring(List.of());

  private static final Pattern SCHEME = Pattern.compile("^https?://");
  private static final Pattern VERSION = Pattern.compile("^/v[12](?=/)");
  private static final Set<String> HUB =
      Set.of("", "docker.io", "index.docker.io", "registry-1.docker.io");

  /** Names have 253 characters at most; with a port, and some sets. */
  private static final int LONGEST_HOST = 512;

  private final List<Entry> entries;

  private Keyring(List<Entry> entries) {
    this.entries = entries;
  }

  private record Entry(String host, String path, Credential credential) {
    String key() {
      return host + path;
    }
  }

  /** This keyring with one more credential; an address that cannot be read changes nothing. */
  public Keyring with(String address, Credential credential) {
    Optional<Entry> entry = normalize(address, credential);
    return entry.isEmpty() ? this : join(List.of(entry.get()));
  }

  /** This keyring, then the other for equal addresses. */
  public Keyring and(Keyring other) {
    return join(other.entries);
  }

  private Keyring join(List<Entry> more) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(more);
    all.sort(Comparator.comparing(Entry::key).reversed());
    return new Keyring(List.copyOf(all));
  }

  private static Optional<Entry> normalize(String address, Credential credential) {
    String text = SCHEME.matcher(address.strip()).replaceFirst("");
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    String path = slash < 0 ? "" : VERSION.matcher(text.substring(slash)).replaceFirst("");
    if (host.isEmpty() || host.length() > LONGEST_HOST || !host.matches("[^\\s@#]+")) {
      return Optional.empty();
    }
    return Optional.of(new Entry(host, path.equals("/") ? "" : path, credential));
  }

  /**
   * What is there for an address, best first.
   *
   * @param host {@code host[:port]}
   * @param path without leading slash: a repository, or the path of a token service
   */
  public List<Credential> find(String host, String path) {
    List<Credential> found = matching(host, path);
    if (!found.isEmpty() || !HUB.contains(host)) {
      return found;
    }
    return HUB.stream().sorted().flatMap(alias -> matching(alias, path).stream()).toList();
  }

  private List<Credential> matching(String host, String path) {
    return entries.stream()
        .filter(e -> ("/" + path).startsWith(e.path()) && hostMatches(e.host(), host))
        .map(Entry::credential)
        .toList();
  }

  private static boolean hostMatches(String pattern, String host) {
    if (!port(pattern).equals(port(host))) {
      return false;
    }
    String[] patterns = withoutPort(pattern).split("\\.", -1);
    String[] labels = withoutPort(host).split("\\.", -1);
    if (patterns.length != labels.length) {
      return false;
    }
    for (int i = 0; i < labels.length; i++) {
      if (!patterns[i].equals(labels[i]) && !Glob.matches(patterns[i], labels[i])) {
        return false;
      }
    }
    return true;
  }

  private static String port(String host) {
    return host.substring(withoutPort(host).length());
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
  }

  /**
   * A name that tells keyrings apart, the same for the same logins in the same places; empty for an
   * empty one.
   */
  String named(LoginNames names) {
    return isEmpty()
        ? ""
        : names.of(
            entries.stream()
                .flatMap(
                    e ->
                        Stream.concat(
                            Stream.of(e.host(), e.path()), e.credential().parts().stream()))
                .toList());
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public String toString() {
    return "Keyring[" + entries.size() + " entries]";
  }
}
