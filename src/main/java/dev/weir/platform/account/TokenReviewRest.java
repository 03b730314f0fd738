package dev.weir.platform.account;

import dev.weir.access.Authenticator;
import dev.weir.access.Recognition;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.ServiceAccountTokens.Bearer;
import dev.weir.access.User;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Token reviews: whom a token speaks for (Kubernetes TokenReview). A token counts for the audiences
 * that are asked for and that it is meant for; tokens of people are meant for this server.
 */
final class TokenReviewRest implements Rest {
  private static final List<String> OWN = List.of(ServiceAccountTokens.AUDIENCE);

  private final Authenticator everybody;
  private final ServiceAccountTokens accounts;

  TokenReviewRest(Authenticator everybody, ServiceAccountTokens accounts) {
    this.everybody = everybody;
    this.accounts = accounts;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.TOKEN_REVIEW;
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode review, WriteOptions options) {
    ObjectNode spec = Json.objectAt(review, "spec");
    String token = Json.string(spec, "token");
    if (token.isEmpty()) {
      throw ApiStatus.badRequest("token is required for TokenReview in authentication").exception();
    }
    List<String> asked =
        Json.arrayAt(spec, "audiences").valueStream().map(a -> a.asString("")).toList();
    ObjectNode answer = Json.object();
    answer.put("apiVersion", kind().apiVersion()).put("kind", kind().kind());
    answer.putObject("metadata").putNull("creationTimestamp");
    answer.set("spec", spec);
    answer.set("status", status(token, asked.isEmpty() ? OWN : asked));
    return ApiObject.of(answer);
  }

  private ObjectNode status(String token, List<String> asked) {
    Optional<Bearer> account = accounts.bearer(token);
    if (account.isPresent()) {
      Bearer bearer = account.get();
      return status(bearer.audiences().isEmpty() ? new Bearer(bearer.user(), OWN) : bearer, asked);
    }
    return switch (everybody.recognise(token)) {
      case Recognition.Known(User user) -> status(new Bearer(user, OWN), asked);
      case Recognition.Stranger _ -> failed("invalid bearer token");
      case Recognition.Unasked(String reason) -> failed("the token cannot be checked: " + reason);
    };
  }

  private static ObjectNode status(Bearer found, List<String> asked) {
    List<String> meant = found.audiences().stream().filter(asked::contains).toList();
    if (meant.isEmpty()) {
      return failed(
          "invalid bearer token, token audiences %s is invalid for the target audiences %s"
              .formatted(found.audiences(), asked));
    }
    ObjectNode status = Json.object();
    status.put("authenticated", true);
    status.set("user", UserInfo.of(found.user()));
    meant.forEach(status.putArray("audiences")::add);
    return status;
  }

  private static ObjectNode failed(String why) {
    ObjectNode status = Json.object();
    status.putObject("user");
    return status.put("error", why);
  }
}
