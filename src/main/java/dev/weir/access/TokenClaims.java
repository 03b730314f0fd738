package dev.weir.access;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.weir.access.TokenBinding.AccountOnly;
import dev.weir.access.TokenBinding.BoundObject;
import dev.weir.access.TokenBinding.KeptIn;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a service account's token says, in the two forms of Kubernetes: requested tokens have an
 * audience and an end, and name their objects under {@code kubernetes.io}; tokens kept in secrets
 * have neither and name theirs in flat members.
 *
 * @param audiences whom the token is meant for; empty for a token kept in a secret
 * @param expires {@link Instant#MAX} for a token kept in a secret
 * @param id {@code jti}; empty for a token kept in a secret
 */
record TokenClaims(
    ServiceAccount account,
    List<String> audiences,
    Instant issued,
    Instant expires,
    String id,
    TokenBinding binding) {
  /** Issuer of requested tokens, and the audience that they have by default. */
  static final String ISSUER = "https://kubernetes.default.svc";

  private static final String KEPT_ISSUER = "kubernetes/serviceaccount";
  private static final String KUBERNETES = "kubernetes.io";
  private static final String FLAT = "kubernetes.io/serviceaccount/";
  private static final List<String> BOUND_KINDS = List.of("Pod", "Secret");

  TokenClaims {
    audiences = List.copyOf(audiences);
  }

  JWTClaimsSet toJwt() {
    JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().subject(account.userName());
    if (binding instanceof KeptIn(String secret)) {
      return claims
          .issuer(KEPT_ISSUER)
          .claim(FLAT + "namespace", account.namespace())
          .claim(FLAT + "secret.name", secret)
          .claim(FLAT + "service-account.name", account.name())
          .claim(FLAT + "service-account.uid", account.uid())
          .build();
    }
    Map<String, Object> names = new HashMap<>();
    names.put("namespace", account.namespace());
    names.put("serviceaccount", named(account.name(), account.uid()));
    if (binding instanceof BoundObject(String kind, String name, String uid)) {
      names.put(kind.toLowerCase(Locale.ROOT), named(name, uid));
    }
    return claims
        .issuer(ISSUER)
        .audience(audiences)
        .issueTime(Date.from(issued))
        .notBeforeTime(Date.from(issued))
        .expirationTime(Date.from(expires))
        .jwtID(id)
        .claim(KUBERNETES, names)
        .build();
  }

  private static Map<String, Object> named(String name, String uid) {
    return Map.of("name", name, "uid", uid);
  }

  /** The claims of a token whose signature was checked; empty if it is none of ours. */
  static Optional<TokenClaims> read(JWTClaimsSet claims) throws ParseException {
    Optional<TokenClaims> read =
        switch (String.valueOf(claims.getIssuer())) {
          case ISSUER -> requested(claims);
          case KEPT_ISSUER -> kept(claims);
          default -> Optional.empty();
        };
    return read.filter(c -> c.account().userName().equals(claims.getSubject()));
  }

  private static Optional<TokenClaims> requested(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> names = claims.getJSONObjectClaim(KUBERNETES);
    if (names == null
        || claims.getExpirationTime() == null
        || claims.getNotBeforeTime() == null
        || claims.getAudience().isEmpty()) {
      return Optional.empty();
    }
    ServiceAccount account =
        new ServiceAccount(
            text(names, "namespace"),
            text(member(names, "serviceaccount"), "name"),
            text(member(names, "serviceaccount"), "uid"));
    TokenBinding binding = new AccountOnly();
    for (String kind : BOUND_KINDS) {
      String member = kind.toLowerCase(Locale.ROOT);
      if (names.containsKey(member)) {
        Map<?, ?> object = member(names, member);
        binding = new BoundObject(kind, text(object, "name"), text(object, "uid"));
      }
    }
    return Optional.of(
        new TokenClaims(
            account,
            claims.getAudience(),
            claims.getNotBeforeTime().toInstant(),
            claims.getExpirationTime().toInstant(),
            Optional.ofNullable(claims.getJWTID()).orElse(""),
            binding));
  }

  private static Optional<TokenClaims> kept(JWTClaimsSet claims) {
    Map<String, Object> all = claims.getClaims();
    ServiceAccount account =
        new ServiceAccount(
            text(all, FLAT + "namespace"),
            text(all, FLAT + "service-account.name"),
            text(all, FLAT + "service-account.uid"));
    TokenBinding binding = new KeptIn(text(all, FLAT + "secret.name"));
    return Optional.of(
        new TokenClaims(account, List.of(), Instant.EPOCH, Instant.MAX, "", binding));
  }

  private static Map<?, ?> member(Map<?, ?> object, String name) {
    return object.get(name) instanceof Map<?, ?> found ? found : Map.of();
  }

  private static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String found ? found : "";
  }

  boolean holdsAt(Instant now) {
    return !now.isBefore(issued) && now.isBefore(expires);
  }
}
