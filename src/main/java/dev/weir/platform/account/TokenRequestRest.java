package dev.weir.platform.account;

import dev.weir.access.ServiceAccount;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.ServiceAccountTokens.Issued;
import dev.weir.access.TokenBinding;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code serviceaccounts/NAME/token}: a POST answers with a new token (Kubernetes TokenRequest).
 */
final class TokenRequestRest implements Rest {
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  /** Longer wishes are granted this much. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Longer wishes are refused. */
  private static final Duration ABSURD = Duration.ofSeconds(1L << 32);

  private final Rest accounts;
  private final ServiceAccountTokens tokens;
  private final AccountKinds.Bindable bindable;

  TokenRequestRest(Rest accounts, ServiceAccountTokens tokens, AccountKinds.Bindable bindable) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.bindable = bindable;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.TOKEN_REQUEST;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode request, WriteOptions options) {
    String name = Meta.name(request);
    ObjectNode account = accounts.get(scope, name).tree();
    ObjectNode spec = Json.ensureObject(request, "spec");
    Duration lifetime = lifetime(name, spec);
    if (Json.arrayAt(spec, "audiences").isEmpty()) {
      spec.putArray("audiences").add(ServiceAccountTokens.AUDIENCE);
    }
    List<String> audiences =
        Json.arrayAt(spec, "audiences").valueStream().map(a -> a.asString("")).toList();
    TokenBinding binding = binding(scope, name, spec.get("boundObjectRef"));
    Issued issued =
        tokens.issue(
            new ServiceAccount(scope.namespace(), name, Meta.uid(account)),
            audiences,
            lifetime,
            binding);
    spec.put("expirationSeconds", lifetime.toSeconds());
    Meta.of(request).put("creationTimestamp", issued.expires().minus(lifetime).toString());
    request
        .putObject("status")
        .put("token", options.dryRun() ? "" : issued.token())
        .put("expirationTimestamp", issued.expires().toString());
    return ApiObject.of(request);
  }

  private Duration lifetime(String name, ObjectNode spec) {
    JsonNode wish = spec.get("expirationSeconds");
    if (wish == null || wish.isNull()) {
      return USUAL;
    }
    Duration wanted = Duration.ofSeconds(wish.asLong(0));
    if (wanted.compareTo(SHORTEST) < 0) {
      throw tooFar(name, wanted, "may not specify a duration less than 10 minutes");
    }
    if (wanted.compareTo(ABSURD) > 0) {
      throw tooFar(name, wanted, "may not specify a duration larger than 2^32 seconds");
    }
    return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  private RuntimeException tooFar(String name, Duration wanted, String why) {
    FieldProblem problem = FieldProblem.invalid("spec.expirationSeconds", wanted.toSeconds(), why);
    return ApiStatus.invalid(kind(), name, List.of(problem)).exception();
  }

  private TokenBinding binding(Scope scope, String account, JsonNode wish) {
    if (!(wish instanceof ObjectNode reference)) {
      return new TokenBinding.AccountOnly();
    }
    String kind = Json.string(reference, "kind");
    Rest bound =
        switch (kind) {
          case "Secret" -> bindable.secrets();
          case "Pod" -> bindable.pods();
          default ->
              throw ApiStatus.badRequest(
                      "cannot bind token to object of type %s, Kind=%s; Secret and Pod can be"
                              .formatted(Json.string(reference, "apiVersion"), kind)
                          + " bound to")
                  .exception();
        };
    String name = Json.string(reference, "name");
    ObjectNode object = bound.get(scope, name).tree();
    requireSame(bound.kind(), name, Json.string(reference, "uid"), Meta.uid(object));
    String runsAs = Json.string(Json.objectAt(object, "spec"), "serviceAccountName");
    if (kind.equals("Pod") && !runsAs.equals(account)) {
      throw ApiStatus.badRequest(
              "cannot bind token for serviceaccount \"%s\" to pod running with different"
                      .formatted(account)
                  + " serviceaccount name.")
          .exception();
    }
    reference.put("uid", Meta.uid(object));
    return new TokenBinding.BoundObject(kind, name, Meta.uid(object));
  }

  private static void requireSame(ResourceKind kind, String name, String wanted, String found) {
    if (!wanted.isEmpty() && !wanted.equals(found)) {
      throw ApiStatus.conflict(
              kind,
              name,
              "the UID in the bound object reference (%s) does not match the UID in record. The"
                      .formatted(wanted)
                  + " object might have been deleted and then recreated")
          .exception();
    }
  }
}
