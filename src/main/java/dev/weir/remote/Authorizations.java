package dev.weir.remote;

import dev.weir.lock.KeyedLock;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.outbound.Challenge;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import dev.weir.remote.outbound.Site;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers challenges (registry.md 2.8, controllers-and-access.md 7.8). Of a token service on
 * another host it asks with that host's own credential first, then, if both are of one site, with
 * the registry's, then without; over plain HTTP a credential only goes out if the policy is
 * insecure. The scope asked for is always that of our own repository, never one that the other side
 * proposes.
 */
final class Authorizations {
  private static final int MAX_TOKEN_BODY = 1024 * 1024;
  private static final long MIN_SECONDS = 60;
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Outbound outbound;
  private final TokenCache cache;
  private final InstantSource clock;
  private final KeyedLock<TokenCache.Key> locks = new KeyedLock<>();

  Authorizations(Outbound outbound, TokenCache cache, InstantSource clock) {
    this.outbound = outbound;
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * Who asks for what.
   *
   * @param host the registry as the user names it, for the keyring
   * @param path its repository
   * @param scopes such as {@code repository:a/b:pull}
   */
  record Asker(
      String host, String path, List<String> scopes, TransportPolicy policy, Keyring keyring) {
    List<Credential> registryCredentials() {
      return keyring.find(host, path).stream().limit(1).toList();
    }
  }

  /**
   * The Authorization header that the first known challenge asks for.
   *
   * @param fresh do not use a remembered token
   * @return empty if there is no challenge
   * @throws RemoteException if there is no way to meet it
   */
  Optional<String> header(
      Endpoint endpoint, List<Challenge> challenges, Asker asker, boolean fresh) {
    for (Challenge challenge : challenges) {
      if (challenge.scheme().equals("basic")) {
        return Optional.of(basic(endpoint, asker));
      }
      if (challenge.scheme().equals("bearer")) {
        return Optional.of("Bearer " + token(endpoint, challenge, asker, fresh));
      }
    }
    if (challenges.isEmpty()) {
      return Optional.empty();
    }
    throw new RemoteException(
        Kind.UNAUTHORIZED,
        endpoint.base().getRawAuthority()
            + " asks for an unknown kind of login: "
            + challenges.getFirst().scheme());
  }

  private static String basic(Endpoint endpoint, Asker asker) {
    List<Credential> found = asker.registryCredentials();
    if (found.isEmpty()) {
      throw new RemoteException(
          Kind.UNAUTHORIZED, endpoint.base().getRawAuthority() + ": no basic auth credentials");
    }
    if (found.getFirst().isIdentity()) {
      throw new RemoteException(
          Kind.UNAUTHORIZED,
          endpoint.base().getRawAuthority()
              + " asks for a password, and the login for it is an identity token");
    }
    return found.getFirst().basic();
  }

  private String token(Endpoint endpoint, Challenge challenge, Asker asker, boolean fresh) {
    URI realm = realm(endpoint, challenge);
    List<Credential> candidates = candidates(endpoint, realm, asker);
    TokenCache.Key key =
        new TokenCache.Key(
            endpoint.base(), realm, challenge.parameter("service"), asker.scopes(), candidates);
    return locks.alone(key, () -> token(key, asker.policy(), fresh), RemoteException::interrupted);
  }

  private String token(TokenCache.Key key, TransportPolicy policy, boolean fresh) {
    Optional<String> known = fresh ? Optional.empty() : cache.find(key, clock.instant());
    if (known.isPresent()) {
      return known.get();
    }
    ObjectNode answer = ask(key, policy);
    String token = Json.string(answer, "token");
    token = token.isEmpty() ? Json.string(answer, "access_token") : token;
    if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR, key.realm().getRawAuthority() + " answered without a token");
    }
    cache.keep(key, token, clock.instant().plus(lifetime(answer)).minus(MARGIN));
    return token;
  }

  private static Duration lifetime(ObjectNode answer) {
    JsonNode seconds = answer.get("expires_in");
    long given = seconds == null ? 0 : seconds.asLong(0);
    return Duration.ofSeconds(Math.clamp(given, MIN_SECONDS, Duration.ofDays(1).toSeconds()));
  }

  private static URI realm(Endpoint endpoint, Challenge challenge) {
    try {
      URI realm = URI.create(challenge.parameter("realm"));
      String scheme = String.valueOf(realm.getScheme());
      if (realm.getHost() != null
          && realm.getRawUserInfo() == null
          && (scheme.equals("https") || scheme.equals("http"))) {
        return realm;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new RemoteException(
        Kind.REGISTRY_ERROR,
        endpoint.base().getRawAuthority() + " names no usable token service in its challenge");
  }

  private static List<Credential> candidates(Endpoint endpoint, URI realm, Asker asker) {
    if (realm.getScheme().equals("http") && asker.policy() == TransportPolicy.SECURE) {
      return List.of();
    }
    List<Credential> candidates = new ArrayList<>();
    if (!realm.getRawAuthority().equals(endpoint.base().getRawAuthority())) {
      String path = realm.getRawPath().replaceFirst("^/", "");
      asker.keyring().find(realm.getRawAuthority(), path).stream()
          .limit(1)
          .forEach(candidates::add);
    }
    if (Site.isSame(realm, endpoint.base())) {
      asker.registryCredentials().stream()
          .filter(c -> !candidates.contains(c))
          .forEach(candidates::add);
    }
    return candidates;
  }

  private static URI withQuery(URI realm, String service, List<String> scopes) {
    StringBuilder uri = new StringBuilder(realm.toString());
    char separator = realm.getRawQuery() == null ? '?' : '&';
    if (!service.isEmpty()) {
      uri.append(separator).append("service=").append(encode(service));
      separator = '&';
    }
    for (String scope : scopes) {
      uri.append(separator).append("scope=").append(encode(scope));
      separator = '&';
    }
    return URI.create(uri.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private ObjectNode ask(TokenCache.Key key, TransportPolicy policy) {
    URI uri = withQuery(key.realm(), key.service(), key.scopes());
    List<Credential> candidates = key.credentials();
    OutboundRequest anonymous = OutboundRequest.of("GET", uri, policy.verifyTls());
    if (candidates.isEmpty()) {
      return ask(anonymous)
          .orElseThrow(
              () ->
                  new RemoteException(
                      Kind.UNAUTHORIZED,
                      uri.getRawAuthority() + " gives no token without a login"));
    }
    for (Credential candidate : candidates) {
      Optional<ObjectNode> answer =
          ask(
              candidate.isIdentity()
                  ? identityRequest(key, candidate, policy)
                  : anonymous.withHeader("authorization", candidate.basic()));
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new RemoteException(
        Kind.BAD_CREDENTIALS, uri.getRawAuthority() + ": incorrect username or password");
  }

  /** As OAuth 2 has it (RFC 6749 section 6), which is how an identity token is shown. */
  private static OutboundRequest identityRequest(
      TokenCache.Key key, Credential credential, TransportPolicy policy) {
    String form =
        "grant_type=refresh_token&client_id=weir&service="
            + encode(key.service())
            + "&scope="
            + encode(String.join(" ", key.scopes()))
            + "&refresh_token="
            + encode(credential.identityToken());
    return OutboundRequest.of("POST", key.realm(), policy.verifyTls())
        .withHeader("content-type", OutboundRequest.FORM)
        .withBody(OutboundBody.of(form.getBytes(StandardCharsets.UTF_8)));
  }

  /** Empty if the service refuses the login. */
  private Optional<ObjectNode> ask(OutboundRequest request) {
    try (OutboundAnswer answer = outbound.send(request)) {
      if (answer.status() == 401 || answer.status() == 403) {
        return Optional.empty();
      }
      if (!answer.isSuccess()) {
        throw Failures.of(answer, Kind.REGISTRY_ERROR, clock.instant());
      }
      return Optional.of(Json.parseObject(answer.read(MAX_TOKEN_BODY)));
    } catch (OutboundException e) {
      throw Failures.of(e);
    } catch (IOException e) {
      throw Failures.of(e);
    } catch (JacksonException | IllegalArgumentException _) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          request.uri().getRawAuthority()
              + " is no token service: it answered the request for a token with something else,"
              + " such as a page to log in");
    }
  }
}
