package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.NOBODY;
import static dev.weir.registry.TestRegistry.OTHER;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private static String basic(String user, String password) {
    String pair = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void challengesAPingWithoutCredentials() throws Exception {
    Answer answer = registry.get(NOBODY, "/v2/");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
    assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer realm=\"http://"
                + registry.host()
                + "/openshift/token\",service=\""
                + registry.host()
                + "\"");
  }

  @Test
  void takesATokenAsBearerAndAsPassword() throws Exception {
    assertThat(registry.get(DEV, "/v2/").status()).isEqualTo(200);
    assertThat(registry.get(basic("anybody", "dev-token"), "/v2/").status()).isEqualTo(200);
    assertThat(registry.get("Bearer anonymous", "/v2/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"system:admin", "system:serviceaccount:team:builder", ":", ""})
  void aUserNameMayHoldColons(String user) throws Exception {
    String login = basic(user, "dev-token");

    assertThat(registry.get(login, "/v2/").status()).isEqualTo(200);
    assertThat(registry.get(login, "/openshift/token").json().get("token").asString())
        .isEqualTo("dev-token");
    String taken = user.substring(user.indexOf(':') + 1);
    assertThat(form("grant_type=password&username=x&password=" + taken + ":dev-token").status())
        .as("a client that splits the two at the first colon")
        .isEqualTo(200);
    assertThat(registry.get(basic(user, "wrong"), "/v2/").status()).isEqualTo(401);
  }

  @Test
  void refusesABadTokenWithAChallenge() throws Exception {
    for (String bad :
        new String[] {
          "Bearer wrong", basic("dev", "wrong"), basic("dev", ""), "Basic ?", "Other"
        }) {
      Answer answer = registry.get(bad, "/v2/team/app/tags/list");

      assertThat(answer.status()).as(bad).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate"))
          .endsWith("scope=\"repository:team/app:pull\",error=\"invalid_token\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /v2/team/app/manifests/v1        | repository:team/app:pull",
        "HEAD   | /v2/team/app/blobs/DIGEST        | repository:team/app:pull",
        "GET    | /v2/team/app/tags/list           | repository:team/app:pull",
        "GET    | /v2/team/app/referrers/DIGEST    | repository:team/app:pull",
        "PUT    | /v2/team/app/manifests/v1        | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/      | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/?digest=DIGEST | repository:team/app:pull,push",
        "PATCH  | /v2/team/app/blobs/uploads/1     | repository:team/app:pull,push",
        "DELETE | /v2/team/app/blobs/uploads/1     | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/?mount=DIGEST | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/?mount=DIGEST&from=public/base"
            + " | repository:team/app:pull,push repository:public/base:pull",
        "POST   | /v2/team/app/blobs/uploads/?mount=DIGEST&from=team/app"
            + " | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/?mount=DIGEST&from=%22,x=%22"
            + " | repository:team/app:pull,push",
        "POST   | /v2/team/app/blobs/uploads/?from=public/base | repository:team/app:pull,push",
        "DELETE | /v2/team/app/manifests/v1        | repository:team/app:delete",
        "DELETE | /v2/team/app/manifests/DIGEST    | repository:team/app:delete",
        "DELETE | /v2/team/app/blobs/DIGEST        | repository:team/app:delete",
        "GET    | /v2/_catalog                     | registry:catalog:*",
      })
  void challengesWithEachScopeThatTheRequestNeeds(String method, String path, String scope)
      throws Exception {
    String asked = path.replace("DIGEST", "sha256:" + "11".repeat(32));

    for (String nobody : new String[] {NOBODY, "Bearer anonymous"}) {
      Answer answer = registry.send(nobody, method, asked);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate"))
          .startsWith("Bearer realm=")
          .endsWith(",scope=\"" + scope + "\"");
    }
    assertThat(registry.send("Bearer wrong", method, asked).header("WWW-Authenticate"))
        .endsWith(",scope=\"" + scope + "\",error=\"invalid_token\"");
  }

  @Test
  void challengesWhoMayPullAndWantsToDelete() throws Exception {
    String manifests = "/v2/public/base/manifests/";
    Digest digest = Digest.of(registry.pushImage(ROOT, "public/base", "v1", "one"));

    for (String path :
        List.of(manifests + "v1", manifests + digest, "/v2/public/base/blobs/" + digest)) {
      Answer answer = registry.send(NOBODY, "DELETE", path);

      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate"))
          .endsWith(",scope=\"repository:public/base:delete\"");
      assertThat(registry.send(OTHER, "DELETE", path).status()).isEqualTo(403);
    }
    assertThat(registry.get(NOBODY, manifests + "v1").status()).isEqualTo(200);
  }

  @Test
  void asksNobodyToLogInForWhatIsForbiddenToEverybody() throws Exception {
    String uploads = "/v2/open/app/blobs/uploads/";
    assertThat(registry.send(NOBODY, "POST", uploads).status()).isEqualTo(202);

    registry.terminateNamespace("open");

    Answer answer = registry.send(NOBODY, "POST", uploads);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("DENIED");
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
    assertThat(answer.message()).contains("open");
  }

  @Test
  void aMountFromWhereTheCallerMayNotPullIsAnUpload() throws Exception {
    Digest secret = registry.pushBlob(ROOT, "secret/app", "hush".getBytes(StandardCharsets.UTF_8));
    String uploads = "/v2/team/app/blobs/uploads/?from=secret/app&mount=";

    for (String digest : List.of(secret.toString(), "sha256:" + "11".repeat(32))) {
      Answer answer = registry.send(DEV, "POST", uploads + digest);

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("WWW-Authenticate")).isEmpty();
    }
  }

  @Test
  void letsAnonymousCallersPullWhatIsPublic() throws Exception {
    registry.pushImage(ROOT, "public/base", "v1", "one");

    assertThat(registry.get(NOBODY, "/v2/public/base/manifests/v1").status()).isEqualTo(200);
    assertThat(registry.get("Bearer anonymous", "/v2/public/base/manifests/v1").status())
        .isEqualTo(200);
  }

  @Test
  void tellsAKnownUserWhichRightIsMissing() throws Exception {
    Answer push = registry.send(READER, "POST", "/v2/team/app/blobs/uploads/");
    Answer pull = registry.get(OTHER, "/v2/team/app/tags/list");

    assertThat(push.status()).isEqualTo(403);
    assertThat(push.code()).isEqualTo("DENIED");
    assertThat(push.message())
        .isEqualTo(
            "user \"reader\" cannot update imagestreams/layers \"app\" in project \"team\"; ask for"
                + " the role system:image-pusher or system:image-builder, or make the project if"
                + " there is none: weir new-project team");
    assertThat(pull.message()).contains("\"other\" cannot get imagestreams/layers");
  }

  @Test
  void givesOutTokensForCredentials() throws Exception {
    Answer known = registry.get(basic("dev", "dev-token"), "/openshift/token?scope=x&service=y");
    Answer nobody = registry.get(NOBODY, "/openshift/token");
    Answer bad = registry.get(basic("dev", "wrong"), "/openshift/token");

    assertThat(known.json().get("token").asString()).isEqualTo("dev-token");
    assertThat(known.json().get("access_token").asString()).isEqualTo("dev-token");
    assertThat(known.header("Cache-Control")).isEqualTo("no-store");
    assertThat(nobody.json().get("token").asString()).isEqualTo("anonymous");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.code()).isEqualTo("UNAUTHORIZED");
    assertThat(new String(bad.body(), StandardCharsets.UTF_8)).doesNotContain("wrong");
  }

  @Test
  void givesOutTokensForAForm() throws Exception {
    Answer known = form("grant_type=password&username=x&password=dev-token&client_id=c");

    assertThat(known.json().get("access_token").asString()).isEqualTo("dev-token");
    assertThat(form("grant_type=refresh_token&refresh_token=dev-token").status()).isEqualTo(200);
    assertThat(form("grant_type=password&password=wrong").status()).isEqualTo(401);
    assertThat(form("grant_type=password").status()).isEqualTo(401);
    assertThat(form("grant_type=magic").status()).isEqualTo(400);
    assertThat(registry.send(DEV, "PUT", "/openshift/token").status()).isEqualTo(405);
  }

  private Answer form(String body) throws Exception {
    return registry.send(
        NOBODY,
        "POST",
        "/openshift/token",
        body.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  @Test
  void answersHealthChecksWithoutCredentials() throws Exception {
    assertThat(registry.get(NOBODY, "/").status()).isEqualTo(200);
    assertThat(registry.get(NOBODY, "/healthz").status()).isEqualTo(200);
  }

  @Test
  void refusesPathsAndMethodsThatAreNone() throws Exception {
    assertThat(registry.get(DEV, "/v3/").status()).isEqualTo(404);
    Answer method = registry.send(DEV, "PUT", "/v2/team/app/tags/list");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void bytesOfBlobsAreForWhoMayDeleteImages() throws Exception {
    String blob = "/admin/blobs/sha256:" + "11".repeat(32);

    assertThat(registry.send(ROOT, "DELETE", blob).status()).isEqualTo(404);
    assertThat(registry.send(NOBODY, "DELETE", blob).status()).isEqualTo(401);
    assertThat(registry.send(DEV, "DELETE", blob).code()).isEqualTo("DENIED");
    assertThat(registry.send(ROOT, "GET", blob).status()).isEqualTo(405);
  }

  @Test
  void printsNoSecret() {
    assertThat(Credentials.read(Optional.of("Bearer hush")).toString()).doesNotContain("hush");
  }
}
