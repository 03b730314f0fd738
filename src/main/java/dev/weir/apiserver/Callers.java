package dev.weir.apiserver;

import dev.weir.access.Attributes;
import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.access.ClientCertificates;
import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Who calls, and whether they may: in the words of Kubernetes. */
final class Callers {
  private static final String IMPERSONATE = "impersonate-";
  private static final int SERVICE_ACCOUNT_PARTS = 4;

  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final List<ClientCertificates> certificates;

  Callers(ApiDoor.Access access) {
    this.authenticator = access.authenticator();
    this.authorizer = access.authorizer();
    this.certificates = access.certificates();
  }

  /**
   * The caller; anonymous without credentials. {@code Impersonate-*} headers are followed if the
   * caller has the right to.
   *
   * @throws dev.weir.resource.StatusException 401 if there are credentials that do not hold, 403 if
   *     the impersonation is not allowed
   */
  User identify(Exchange exchange) {
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

  /** A certificate that holds comes before the header, as in Kubernetes. */
  private User authenticate(Exchange exchange) {
    Optional<X509Certificate> shown = exchange.peerCertificate();
    Optional<User> holder =
        shown.stream()
            .flatMap(certificate -> certificates.stream().map(c -> c.user(certificate)))
            .flatMap(Optional::stream)
            .findFirst();
    if (holder.isPresent()) {
      return holder.get();
    }
    Optional<String> header = exchange.header("Authorization");
    if (header.isPresent()) {
      return authenticate(header.get());
    }
    if (shown.isPresent()) {
      throw ApiStatus.unauthorized().exception();
    }
    return User.ANONYMOUS;
  }

  private User authenticate(String header) {
    String[] parts = header.strip().split("\\s+", 2);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("bearer")) {
      throw ApiStatus.unauthorized().exception();
    }
    return authenticator
        .authenticate(parts[1].strip())
        .orElseThrow(() -> ApiStatus.unauthorized().exception());
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
   * @throws dev.weir.resource.StatusException 403 if the user may not
   */
  void check(User user, Attributes wish) {
    if (authorizer.authorize(user, wish) instanceof Decision.Denied(String reason, String _)) {
      throw user.isAnonymous() && asksWhoAmI(wish)
          ? ApiStatus.unauthorized().exception()
          : refusal(wish, reason).exception();
    }
  }

  /** Clients take 401 there as "log in first" (cli.md 18.1). */
  private static boolean asksWhoAmI(Attributes wish) {
    return wish.group().equals("user.openshift.io")
        && wish.resource().equals("users")
        && wish.name().equals("~");
  }

  private static ApiStatus refusal(Attributes wish, String reason) {
    if (!wish.isResource()) {
      return ApiStatus.forbidden("forbidden: " + reason);
    }
    String message =
        (wish.group().isEmpty() ? wish.resource() : wish.resource() + "." + wish.group())
            + (wish.name().isEmpty() ? "" : " \"" + wish.name() + "\"")
            + (" is forbidden: " + reason);
    ObjectNode details = Json.object();
    if (!wish.name().isEmpty()) {
      details.put("name", wish.name());
    }
    if (!wish.group().isEmpty()) {
      details.put("group", wish.group());
    }
    return new ApiStatus(403, "Forbidden", message, details.put("kind", wish.resource()));
  }
}
