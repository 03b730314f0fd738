package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.TestPushes.Pushed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * What is pushed or taken away by digest changes no stream, and yet {@code imagestreams/layers}
 * says at once what pulls say.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(60)
class PushedElsewhereTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/team/";

  private final ApiCaller caller;
  private TestPushes pushes;
  private String admin = "";

  PushedElsewhereTest(ApiCaller caller) throws Exception {
    this.caller = caller;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
    JsonNode _ = caller.create("/api/v1/namespaces", "{'metadata':{'name':'team'}}");
  }

  private JsonNode layers(String stream) throws Exception {
    return caller.api(admin, "GET", IMAGES + "imagestreams/" + stream + "/layers", "").json();
  }

  private int delete(String stream, String what) throws Exception {
    return caller
        .registry(admin, "DELETE", "/v2/team/" + stream + "/" + what, "", new byte[0])
        .status();
  }

  @Test
  void anImageThatATagHasFromElsewhereIsListedAsSoonAsItIsPushedByDigest() throws Exception {
    Pushed image = pushes.image(admin, "team/other", "v1", "the same");
    String reference = "127.0.0.1:1/x/y@" + image.digest();
    JsonNode _ = caller.create(IMAGES + "imagestreams", "{'metadata':{'name':'ext'}}");
    JsonNode _ =
        caller.create(
            IMAGES + "imagestreammappings",
            ("{'metadata':{'name':'ext'},'tag':'t','image':{'metadata':{'name':'%s'},"
                    + "'dockerImageReference':'%s'}}")
                .formatted(image.digest(), reference));
    assertThat(layers("ext").at("/images/" + image.digest()).has("imageMissing")).isTrue();
    assertThat(pushes.pull(admin, "team/ext", image.digest())).isEqualTo(503);

    Pushed _ = pushes.image(admin, "team/ext", "", "the same");

    assertThat(pushes.pull(admin, "team/ext", image.digest())).isEqualTo(200);
    assertThat(layers("ext").at("/images/" + image.digest()).has("imageMissing")).isFalse();
    assertThat(layers("ext").path("blobs").propertyNames())
        .containsExactlyInAnyOrderElementsOf(image.parts());
    assertThat(delete("ext", "manifests/" + image.digest())).isEqualTo(202);
    assertThat(caller.api(admin, "GET", IMAGES + "imagestreamtags/ext:t", "").status())
        .isEqualTo(404);
  }

  @Test
  void aBlobThatIsDeletedInTheRepositoryStaysWithTheOlderImageThatHasIt() throws Exception {
    Pushed old = pushes.image(admin, "team/moved", "v1", "old");
    Pushed _ = pushes.image(admin, "team/moved", "v1", "new");
    for (String part : old.parts()) {
      if (!part.equals(old.digest())) {
        assertThat(delete("moved", "blobs/" + part)).isEqualTo(202);
      }
    }

    assertThat(layers("moved").path("blobs").propertyNames()).containsAll(old.parts());
    for (String part : old.parts()) {
      assertThat(pushes.pullBlob(admin, "team/moved", part)).as(part).isEqualTo(200);
    }
  }
}
