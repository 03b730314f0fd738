package dev.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.reference.Digest;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Image streams work in whatever cluster answers {@link Host}, without the platform's own kinds.
 */
class StreamsAloneTest {
  private final StreamsAlone weir = new StreamsAlone();
  private final FakeRegistry upstream = FakeRegistry.plain();

  StreamsAloneTest() throws Exception {}

  @BeforeEach
  void openTheNamespace() {
    weir.host.open.put("shop", true);
  }

  @AfterEach
  void close() throws Exception {
    upstream.close();
    weir.close();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode importing(String options) {
    return weir.api
        .create(
            Kinds.IMAGE_STREAM_IMPORT,
            "shop",
            json(
                "{'metadata':{'name':'web'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                    + "'from':{'kind':'DockerImage','name':'"
                    + upstream.host()
                    + "/team/app:v1'},'importPolicy':{'insecure':true}"
                    + options
                    + "}]}}"))
        .tree();
  }

  private String imageOf(String tag) {
    return weir.api
        .get(Kinds.IMAGE_STREAM_TAG, "shop", tag)
        .tree()
        .at("/image/metadata/name")
        .asString("");
  }

  @Test
  void whatIsPushedIsATagAndIsPulled() throws Exception {
    StreamsAlone.Pushed pushed = weir.push("shop/web", "v1", "one");

    assertThat(pushed.answer().statusCode()).isEqualTo(201);
    assertThat(weir.host.admitted).containsExactly("+ shop/web");
    assertThat(imageOf("web:v1")).isEqualTo(pushed.digest());
    assertThat(weir.get("shop/web/manifests/v1").body()).isEqualTo(pushed.manifest());
    String layer = Digest.of(pushed.layer()).toString();
    assertThat(weir.get("shop/web/blobs/" + layer).body()).isEqualTo(pushed.layer());
    assertThat(Json.parse(weir.get("_catalog").body()).at("/repositories/0").asString(""))
        .isEqualTo("shop/web");
  }

  @Test
  void aTagOfAnotherStreamIsPulledWhereItWasTagged() throws Exception {
    StreamsAlone.Pushed pushed = weir.push("shop/web", "v1", "one");
    var _ =
        weir.api.create(
            Kinds.IMAGE_STREAM_TAG,
            "shop",
            json(
                "{'metadata':{'name':'prod:live'},'tag':{'from':{'kind':'ImageStreamTag',"
                    + "'name':'web:v1'}}}"));

    assertThat(imageOf("prod:live")).isEqualTo(pushed.digest());
    assertThat(weir.get("shop/prod/manifests/live").body()).isEqualTo(pushed.manifest());
    assertThat(weir.host.admitted).containsExactly("+ shop/web", "+ shop/prod");
  }

  @Test
  void whatIsImportedIsATagWithTheLoginsThatTheHostHas() {
    String digest = TestImages.single(upstream.repository("team/app"), "v1").toString();
    upstream.require(FakeLogin.basic("robot", "secret"));
    assertThat(importing("").at("/status/images/0/status/reason").asString(""))
        .isEqualTo("Unauthorized");

    Keyring given = Keyring.EMPTY.with(upstream.host(), new Credential("robot", "secret"));
    weir.host.logins.put("shop", new PullLogins(given, Keyring.EMPTY));

    assertThat(importing("").at("/status/images/0/status/status").asString(""))
        .isEqualTo("Success");
    assertThat(imageOf("web:v1")).isEqualTo(digest);
  }

  @Test
  void whatTheHostDoesNotTakeIsRefused() throws Exception {
    assertThat(weir.push("nowhere/web", "v1", "one").answer().statusCode()).isEqualTo(404);
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () ->
                weir.api.create(Kinds.IMAGE_STREAM, "nowhere", json("{'metadata':{'name':'web'}}")))
        .withMessageContaining("namespaces \"nowhere\" not found");

    weir.host.open.put("shop", false);
    assertThat(weir.push("shop/web", "v1", "one").answer().statusCode()).isEqualTo(403);
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () -> weir.api.create(Kinds.IMAGE_STREAM, "shop", json("{'metadata':{'name':'web'}}")))
        .withMessageContaining("namespace shop ends");
  }

  @Test
  void streamsAndImagesAreHeldToTheHostsLimits() throws Exception {
    weir.host.limits.put("shop openshift.io/ImageStream", Map.of("openshift.io/images", one()));
    assertThat(weir.push("shop/web", "v1", "one").answer().statusCode()).isEqualTo(201);
    assertThat(weir.push("shop/web", "v2", "two").answer().statusCode()).isEqualTo(403);

    weir.host.limits.put("shop openshift.io/Image", Map.of("storage", one()));
    StreamsAlone.Pushed large = weir.push("shop/other", "v1", "one");
    assertThat(large.answer().statusCode()).isEqualTo(403);
    assertThat(new String(large.answer().body(), StandardCharsets.UTF_8))
        .contains("requested usage of storage exceeds the maximum limit per openshift.io/Image");
  }

  private static Quantity one() {
    return Quantity.of(1);
  }

  @Test
  void whatGoesIsTold() throws Exception {
    var _ = weir.push("shop/web", "v1", "one");
    var _ = weir.api.delete(Kinds.IMAGE_STREAM, "shop", "web");

    assertThat(weir.host.admitted).containsExactly("+ shop/web", "- shop/web");
    assertThat(weir.get("shop/web/manifests/v1").statusCode()).isEqualTo(404);
  }
}
