package dev.weir.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The calls that {@code oc login}, {@code oc whoami} and {@code oc logout} make (cli.md 14). */
final class RawLogin {
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final String api;
  private final HttpClient client;

  RawLogin(String api, Path authority) throws IOException, GeneralSecurityException {
    this.api = api;
    this.client = HttpClient.newBuilder().sslContext(trusting(authority)).build();
  }

  static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
    char @Nullable [] none = null;
    trust.load(null, none);
    try (InputStream pem = Files.newInputStream(authority)) {
      trust.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** The answer to a user name and a password: a redirect with a code, if they are right. */
  HttpResponse<String> authorize(String user, String password)
      throws IOException, InterruptedException {
    String redirect = URLEncoder.encode(api + "/oauth/token/implicit", StandardCharsets.UTF_8);
    return send(
        request(
                "/oauth/authorize?client_id=openshift-challenging-client&response_type=code"
                    + "&code_challenge_method=S256&code_challenge="
                    + CHALLENGE
                    + "&redirect_uri="
                    + redirect)
            .header("X-CSRF-Token", "1")
            .header("Authorization", basic(user, password)));
  }

  /** A token, as {@code oc login} gets it; empty if the password is wrong. */
  Optional<String> login(String user, String password) throws IOException, InterruptedException {
    HttpResponse<String> redirect = authorize(user, password);
    if (redirect.statusCode() == 401) {
      return Optional.empty();
    }
    String location = redirect.headers().firstValue("Location").orElseThrow();
    String code =
        URLDecoder.decode(
            location.substring(location.indexOf("code=") + 5), StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        send(
            request("/oauth/token")
                .header("Authorization", basic("openshift-challenging-client", ""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=authorization_code&code=%s&code_verifier=%s&redirect_uri=%s"
                            .formatted(code, VERIFIER, api + "/oauth/token/implicit"))));
    Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"").matcher(answer.body());
    if (!token.find()) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return Optional.of(token.group(1));
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  int whoami(String token) throws IOException, InterruptedException {
    return get("/apis/user.openshift.io/v1/users/~", token).statusCode();
  }

  HttpResponse<String> logout(String token)
      throws IOException, InterruptedException, GeneralSecurityException {
    byte[] secret = token.substring("sha256~".length()).getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
    String name = "sha256~" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    return send(
        request("/apis/oauth.openshift.io/v1/oauthaccesstokens/" + name)
            .header("Authorization", "Bearer " + token)
            .DELETE());
  }
}
