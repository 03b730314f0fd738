package dev.weir.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeRequestTest {
  private static final Issuer ISSUER = new Issuer("https://weir.test:8443");
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Map<String, String> OC =
      Map.of(
          "client_id", "openshift-challenging-client",
          "response_type", "code",
          "redirect_uri", "https://weir.test:8443/oauth/token/implicit",
          "code_challenge", CHALLENGE,
          "code_challenge_method", "S256");

  private static AuthorizeRequest.Outcome read(Map<String, String> base, String... changes) {
    Map<String, String> parameters = new HashMap<>(base);
    for (int i = 0; i < changes.length; i += 2) {
      parameters.put(changes[i], changes[i + 1]);
    }
    return AuthorizeRequest.read(name -> parameters.getOrDefault(name, ""), ISSUER);
  }

  private static AuthorizeRequest valid(Map<String, String> base, String... changes) {
    return ((AuthorizeRequest.Valid) read(base, changes)).request();
  }

  private static void isSentBack(AuthorizeRequest.Outcome outcome, String start) {
    assertThatObject(outcome).isInstanceOf(AuthorizeRequest.SentBack.class);
    assertThat(((AuthorizeRequest.SentBack) outcome).location()).startsWith(start);
  }

  @Test
  void whatOcAsksForIsUnderstood() {
    AuthorizeRequest request = valid(OC);

    assertThat(request.client()).isEqualTo(Client.CHALLENGING);
    assertThat(request.wantsToken()).isFalse();
    assertThat(request.scopes()).containsExactly("user:full");
    assertThat(request.codeLocation("c/+"))
        .isEqualTo("https://weir.test:8443/oauth/token/implicit?code=c%2F%2B");
  }

  @Test
  void olderClientsGetTheTokenBehindTheHash() {
    AuthorizeRequest request =
        valid(
            Map.of("client_id", "openshift-challenging-client", "response_type", "token"),
            "state",
            "a b");

    assertThat(request.tokenLocation("sha256~t", 86400))
        .isEqualTo(
            "https://weir.test:8443/oauth/token/implicit#access_token=sha256%7Et&expires_in=86400"
                + "&scope=user%3Afull&state=a+b&token_type=Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.test/oauth/token/implicit",
        "https://weir.test:8443/oauth/token/implicit/",
        "https://weir.test:8443/oauth/token/implicit?x=1",
        "https://weir.test:8443/oauth/token/../token/implicit",
        "https://weir.test:8443@evil.test/oauth/token/implicit",
        "HTTPS://weir.test:8443/oauth/token/implicit",
        "http://weir.test:8443/oauth/token/implicit",
        "http://127.0.0.1:80/callback"
      })
  void nobodyElseIsAnswered(String uri) {
    assertThat(read(OC, "redirect_uri", uri)).isInstanceOf(AuthorizeRequest.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:40123/callback, true",
    "http://[::1]:40123/callback, true",
    "http://127.0.0.1/callback, false",
    "http://127.0.0.1:0/callback, false",
    "http://localhost:40123/callback, false",
    "https://127.0.0.1:40123/callback, false",
    "http://127.0.0.1:40123/callback/x, false",
    "http://127.0.0.1:40123/callback?x=y, false",
    "http://127.0.0.1:40123@evil.test/callback, false",
    "http://127.0.0.2:40123/callback, false",
    "'', false"
  })
  void theCommandLineIsAnsweredOnItsLoopback(String uri, boolean allowed) {
    AuthorizeRequest.Outcome outcome =
        read(OC, "client_id", "openshift-cli-client", "redirect_uri", uri);

    assertThat(outcome)
        .isInstanceOf(allowed ? AuthorizeRequest.Valid.class : AuthorizeRequest.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "openshift", "OPENSHIFT-CHALLENGING-CLIENT"})
  void unknownClientsAreRefused(String id) {
    assertThat(read(OC, "client_id", id)).isInstanceOf(AuthorizeRequest.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "code_challenge, ''",
    "code_challenge, short",
    "code_challenge_method, plain",
    "code_challenge_method, ''"
  })
  void aCodeForAProgramNeedsPkce(String parameter, String value) {
    isSentBack(
        read(OC, parameter, value, "state", "s"),
        "https://weir.test:8443/oauth/token/implicit?error=invalid_request&");
  }

  @Test
  void theBrowsersCodeStaysHereAndNeedsNone() {
    Map<String, String> browser =
        Map.of("client_id", "openshift-browser-client", "response_type", "code");

    assertThat(valid(browser).redirectUri())
        .isEqualTo("https://weir.test:8443/oauth/token/display");
    assertThat(read(browser, "response_type", "token"))
        .isInstanceOf(AuthorizeRequest.SentBack.class);
  }

  @Test
  void unknownResponseTypesAndScopesAreToldToTheClient() {
    isSentBack(
        read(OC, "response_type", "id_token"),
        "https://weir.test:8443/oauth/token/implicit?error=unsupported_response_type&");
    isSentBack(
        read(OC, "scope", "user:full root"),
        "https://weir.test:8443/oauth/token/implicit?error=invalid_scope&");
  }

  @Test
  void scopesNarrowTheGrant() {
    assertThat(valid(OC, "scope", "user:info  role:view:*:! role:edit:demo").scopes())
        .isEqualTo(List.of("user:info", "role:view:*:!", "role:edit:demo"));
  }
}
