package dev.weir.apiserver.caller;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.Denials;
import dev.weir.access.Recognition;
import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who calls, and whether they may: in the words of Kubernetes. */
public final class Callers {
  private static final String IMPERSONATE = "impersonate-";
  private static final int SERVICE_ACCOUNT_PARTS = 4;

  private final List<CallerSource> sources;
  private final Authorizer authorizer;

  /**
   * Callers of one door.
   *
   * @param sources asked in turn for who calls
   */
  public Callers(List<CallerSource> sources, Authorizer authorizer) {
    this.sources = List.copyOf(sources);
    this.authorizer = authorizer;
  }

  /**
   * The caller; anonymous without credentials. {@code Impersonate-*} headers are followed if the
   * caller has the right to.
   *
   * @throws dev.weir.resource.StatusException 401 if there are credentials and none holds, 403 if
   *     the impersonation is not allowed, 503 if nobody can tell
   */
  public User identify(Exchange exchange) {
    User caller = authenticate(exchange);
    AuditNote note = AuditNote.of(exchange.request());
    note.caller(caller);
    boolean impersonates =
        exchange.headers().stream()
            .anyMatch(f -> f.getName().toLowerCase(Locale.ROOT).startsWith(IMPERSONATE));
    if (!impersonates) {
      return caller;
    }
    User user = impersonated(caller, exchange);
    note.impersonated(user);
    return user;
  }

  /** One that holds is enough, as in Kubernetes; the first of several counts. */
  private User authenticate(Exchange exchange) {
    Optional<Recognition> shown = Recognition.first(sources, source -> source.of(exchange));
    if (shown.isEmpty()) {
      return User.ANONYMOUS;
    }
    return switch (shown.get()) {
      case Recognition.Known(User user) -> user;
      case Recognition.Stranger _ -> throw ApiStatus.unauthorized().exception();
      case Recognition.Unasked(String reason) -> throw Denials.unrecognised(reason).exception();
    };
  }

  private User impersonated(User caller, Exchange exchange) {
    String name =
        exchange
            .header("Impersonate-User")
            .filter(user -> !user.isEmpty())
            .orElseThrow(
                () ->
                    ApiStatus.badRequest("the other Impersonate-* headers need Impersonate-User")
                        .exception());
    List<String> groups = new ArrayList<>(exchange.headers().getValuesList("Impersonate-Group"));
    groups.forEach(g -> check(caller, Attributes.resource("impersonate", "", "groups", "", g)));
    requireMayBe(caller, name, groups);
    String everybody =
        name.equals(User.ANONYMOUS.name()) ? "system:unauthenticated" : "system:authenticated";
    if (!groups.contains(everybody)) {
      groups.add(everybody);
    }
    String uid = exchange.header("Impersonate-Uid").orElse("");
    if (!uid.isEmpty()) {
      check(caller, Attributes.resource("impersonate", "authentication.k8s.io", "uids", "", uid));
    }
    return new User(name, uid, groups, impersonatedExtra(caller, exchange));
  }

  /** Being a service account is a right of its project, and brings its groups. */
  private void requireMayBe(User caller, String name, List<String> groups) {
    String[] parts = name.split(":", -1);
    if (!name.startsWith("system:serviceaccount:") || parts.length != SERVICE_ACCOUNT_PARTS) {
      check(caller, Attributes.resource("impersonate", "", "users", "", name));
      return;
    }
    check(caller, Attributes.resource("impersonate", "", "serviceaccounts", parts[2], parts[3]));
    if (groups.isEmpty()) {
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + parts[2]);
    }
  }

  private Map<String, List<String>> impersonatedExtra(User caller, Exchange exchange) {
    Map<String, List<String>> extra = new HashMap<>();
    String prefix = IMPERSONATE + "extra-";
    exchange.headers().stream()
        .filter(f -> f.getName().toLowerCase(Locale.ROOT).startsWith(prefix))
        .forEach(
            f -> {
              String key = f.getName().substring(prefix.length()).toLowerCase(Locale.ROOT);
              check(
                  caller,
                  new Attributes(
                      "impersonate",
                      "authentication.k8s.io",
                      "userextras",
                      key,
                      "",
                      f.getValue(),
                      ""));
              extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(f.getValue());
            });
    return extra;
  }

  /**
   * @throws dev.weir.resource.StatusException 403 if the user may not, 503 if nobody can tell
   */
  public void check(User user, Attributes wish) {
    if (user.isAnonymous() && asksWhoAmI(wish) && !authorizer.allows(user, wish)) {
      throw ApiStatus.unauthorized().exception();
    }
    authorizer.require(user, wish);
  }

  /** Clients take 401 there as "log in first" (cli.md 18.1). */
  private static boolean asksWhoAmI(Attributes wish) {
    return wish.group().equals("user.openshift.io")
        && wish.resource().equals("users")
        && wish.name().equals("~");
  }
}
