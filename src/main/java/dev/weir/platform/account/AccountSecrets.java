package dev.weir.platform.account;

import dev.weir.access.ServiceAccount;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands in the secrets of service accounts (controllers-and-access.md 7.6): a token with what
 * a client needs to use it, and the login to the integrated registry that goes with it.
 */
final class AccountSecrets {
  static final String TOKEN_TYPE = "kubernetes.io/service-account-token";
  static final String LOGIN_TYPE = "kubernetes.io/dockercfg";
  static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

  /** In a login: the secret with its token. */
  static final String TOKEN_SECRET = "openshift.io/token-secret.name";

  private static final String TOKEN_VALUE = "openshift.io/token-secret.value";
  private static final String CREATED_BY = "kubernetes.io/created-by";
  private static final String OWN = "openshift.io/create-dockercfg-secrets";
  private static final String LOGIN_KEY = ".dockercfg";

  private final ServiceAccountTokens tokens;
  private final Supplier<byte[]> authorities;
  private final List<String> registries;

  /**
   * The secrets of a server.
   *
   * @param authorities gives PEM certificates by which clients know the API
   * @param registries every {@code host:port} of the integrated registry
   */
  AccountSecrets(
      ServiceAccountTokens tokens, Supplier<byte[]> authorities, List<String> registries) {
    this.tokens = tokens;
    this.authorities = authorities;
    this.registries = List.copyOf(registries);
  }

  static boolean isToken(ObjectNode secret) {
    return Json.string(secret, "type").equals(TOKEN_TYPE);
  }

  /** True for a login that was made for an account, not by a user. */
  static boolean isLogin(ObjectNode secret) {
    return Json.string(secret, "type").equals(LOGIN_TYPE)
        && !Meta.annotation(secret, TOKEN_SECRET).isEmpty();
  }

  /** True for a token that was made for a login, not by a user. */
  static boolean isOwnToken(ObjectNode secret) {
    return isToken(secret) && Meta.annotation(secret, CREATED_BY).equals(OWN);
  }

  /** A new secret with a token of the account. */
  ObjectNode newToken(ServiceAccount account, String name) {
    ObjectNode secret = secret(name, TOKEN_TYPE, account);
    Meta.setAnnotation(secret, CREATED_BY, OWN);
    return fillToken(secret, account);
  }

  /** A new secret with the login of the token. */
  ObjectNode newLogin(ServiceAccount account, String name, ObjectNode tokenSecret) {
    ObjectNode secret = secret(name, LOGIN_TYPE, account);
    Meta.setAnnotation(secret, TOKEN_SECRET, Meta.name(tokenSecret));
    return fillLogin(secret, tokenSecret);
  }

  private static ObjectNode secret(String name, String type, ServiceAccount account) {
    ObjectNode secret = Json.object().put("apiVersion", "v1").put("kind", "Secret");
    Meta.of(secret).put("name", name).put("namespace", account.namespace());
    Meta.setAnnotation(secret, ACCOUNT_NAME, account.name());
    Meta.setAnnotation(secret, ACCOUNT_UID, account.uid());
    return secret.put("type", type);
  }

  /** Puts what belongs into a token's secret; a good token stays. Returns the secret given. */
  ObjectNode fillToken(ObjectNode secret, ServiceAccount account) {
    Meta.setAnnotation(secret, ACCOUNT_UID, account.uid());
    ObjectNode data = Json.ensureObject(secret, "data");
    if (!tokens.isKept(token(secret), account, Meta.name(secret))) {
      data.put("token", base64(ascii(tokens.issueKept(account, Meta.name(secret)))));
    }
    String known = base64(authorities.get());
    data.put("ca.crt", known);
    data.put("service-ca.crt", known);
    data.put("namespace", base64(ascii(account.namespace())));
    return secret;
  }

  /** Puts what belongs into a login. Returns the secret given. */
  ObjectNode fillLogin(ObjectNode secret, ObjectNode tokenSecret) {
    String token = token(tokenSecret);
    Meta.setAnnotation(secret, TOKEN_VALUE, token);
    ObjectNode logins = Json.object();
    for (String registry : registries) {
      logins
          .putObject(registry)
          .put("username", "serviceaccount")
          .put("password", token)
          .put("email", "serviceaccount@example.org")
          .put("auth", base64(ascii("serviceaccount:" + token)));
    }
    Json.ensureObject(secret, "data").put(LOGIN_KEY, base64(Json.bytes(logins)));
    return secret;
  }

  /** The token in a secret; empty if there is none that can be read. */
  private static String token(ObjectNode secret) {
    try {
      String kept = Json.string(Json.objectAt(secret, "data"), "token");
      return new String(Base64.getDecoder().decode(kept), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException | JacksonException _) {
      return "";
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
