package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.streams.PushedManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Imports from the integrated registry, which nobody listens for here: nothing is called. */
class OwnImagesTest {
  private static final StreamName BASE = new StreamName("shared", "base");

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode importing(String from, String mode) {
    return api.create(
        "imagestreamimports",
        "{'metadata':{'name':'app'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
            + "'from':{'kind':'DockerImage','name':'"
            + HOST
            + from
            + "'},'importPolicy':{'importMode':'"
            + mode
            + "'}}]}}");
  }

  private static String message(ObjectNode answer) {
    return answer.at("/status/images/0/status/message").asString();
  }

  @Test
  void aTagIsTakenWithoutALogin() {
    String one = api.pushed(BASE, "one", "v1");
    ObjectNode answer = importing("/shared/base:v1", "Legacy");
    assertThat(answer.at("/status/images/0/status/status").stringValue()).isEqualTo("Success");
    assertThat(answer.at("/status/images/0/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/shared/base@" + one);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).containsExactly(one);
    assertThat(stream.at("/status/tags/0/items/0/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/app@" + one);
  }

  @Test
  void aDigestIsTakenIfTheRepositoryHoldsIt() {
    String one = api.pushed(BASE, "one", "v1");
    assertThat(message(importing("/shared/base@" + one, "Legacy"))).isEmpty();
    assertThat(images(api.get("imagestreams", "app"), "v1")).containsExactly(one);

    String elsewhere = api.pushed(new StreamName("demo", "other"), "two", "v1");
    assertThat(message(importing("/shared/base@" + elsewhere, "Legacy"))).endsWith("not found");
  }

  @Test
  void whoMayNotPullIsToldWhatToDo() {
    api.pushed(BASE, "one", "v1");
    api.denied.add("get imagestreams shared");
    ObjectNode answer = importing("/shared/base:v1", "Legacy");
    assertThat(answer.at("/status/images/0/status/reason").stringValue()).isEqualTo("Forbidden");
    assertThat(message(answer))
        .contains("get on imagestreams/layers", "oc tag shared/base:TAG STREAM:TAG");
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEmpty();
  }

  @Test
  void missingTagsAndStreamsAreNotFound() {
    api.pushed(BASE, "one", "v1");
    for (String missing : List.of("/shared/base:v2", "/shared/none:v1", "/shared/base")) {
      ObjectNode answer = importing(missing, "Legacy");
      assertThat(answer.at("/status/images/0/status/code").intValue()).as(missing).isEqualTo(404);
    }
  }

  @Test
  void anImageOfAnotherRegistryIsNotServedFromHere() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        "{'metadata':{'name':'app'},'tag':'ext','image':{'metadata':{'name':'sha256:"
            + "ab".repeat(32)
            + "'},'dockerImageReference':'quay.io/a/b@sha256:"
            + "ab".repeat(32)
            + "'}}");
    assertThat(message(importing("/demo/app:ext", "Legacy")))
        .contains("is not in the integrated registry but at quay.io/a/b@", "oc tag demo/app:ext");
  }

  @Test
  void ofAnIndexTheUsualPlatformIsTakenOrAllOfIt() {
    PushedManifest arm = ImageApiFixture.manifest("arm");
    PushedManifest amd = ImageApiFixture.manifest("amd");
    api.push(BASE, List.of(), arm);
    api.push(BASE, List.of(), amd);
    byte[] bytes =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
         {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":1,
          "platform":{"os":"linux","architecture":"arm64"}},
         {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":1,
          "platform":{"os":"linux","architecture":"amd64"}}]}\
        """
            .formatted(arm.digest(), amd.digest())
            .getBytes(StandardCharsets.UTF_8);
    Digest index = Digest.of(bytes);
    api.push(
        BASE,
        List.of("multi"),
        new PushedManifest(index, ManifestReader.read("", bytes), bytes, new byte[0]));

    importing("/shared/base:multi", "Legacy");
    assertThat(images(api.get("imagestreams", "app"), "v1"))
        .containsExactly(amd.digest().toString());
    ObjectNode whole = importing("/shared/base:multi", "PreserveOriginal");
    assertThat(whole.at("/status/images/0/manifests")).hasSize(2);
    assertThat(images(api.get("imagestreams", "app"), "v1")).startsWith(index.toString());
  }

  @Test
  void aWholeRepositoryIsTaken() {
    api.pushed(BASE, "one", "v1", "latest");
    ObjectNode answer =
        api.create(
            "imagestreamimports",
            "{'metadata':{'name':'app'},'spec':{'import':true,'repository':{'from':"
                + "{'kind':'DockerImage','name':'"
                + HOST
                + "/shared/base'}}}}");
    assertThat(
            answer
                .at("/status/repository/images")
                .valueStream()
                .map(image -> Json.string(image, "tag")))
        .containsExactly("latest", "v1");
    assertThat(api.get("imagestreams", "app").at("/spec/tags/1/from/name").stringValue())
        .isEqualTo(HOST + "/shared/base:v1");
  }

  @Test
  void inTheBackgroundWhatTheNamespacesAccountsMayPullIsOpen() throws InterruptedException {
    String one = api.pushed(BASE, "one", "v1");
    api.tag("app:other", "{'from':{'kind':'DockerImage','name':'" + HOST + "/shared/base:v1'}}");

    api.background.reconcile("demo/app");

    assertThat(images(api.get("imagestreams", "app"), "other")).containsExactly(one);
  }

  @Test
  void inTheBackgroundOnlyTheOwnNamespaceIsOpen() throws InterruptedException {
    api.denied.add("get imagestreams shared");
    String one = api.pushed(new StreamName("demo", "base"), "one", "v1");
    api.pushed(BASE, "two", "v1");
    api.tag("app:own", "{'from':{'kind':'DockerImage','name':'" + HOST + "/demo/base:v1'}}");
    api.tag("app:other", "{'from':{'kind':'DockerImage','name':'" + HOST + "/shared/base:v1'}}");
    api.background.reconcile("demo/app");
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "own")).containsExactly(one);
    assertThat(images(stream, "other")).isEmpty();
    assertThat(stream.at("/status/tags/0/conditions/0/message").stringValue())
        .contains("oc tag shared/base:TAG STREAM:TAG");
  }

  @Test
  void eachImageIsAnsweredAtItsPlaceWhereverItIs() {
    String one = api.pushed(BASE, "one", "v1");
    String two = api.pushed(BASE, "two", "v2");
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      String three = TestImages.single(upstream.repository("team/app"), "v3").toString();
      String four = TestImages.single(upstream.repository("team/app"), "v4").toString();
      String own = HOST + "/shared/base:";
      String other = upstream.host() + "/team/app:";
      List<String> wanted =
          List.of(own + "v1", other + "v3", own + "none", own + "v2", other + "v3", other + "v4");
      List<String> items = new ArrayList<>();
      for (String from : wanted) {
        items.add(
            "{'from':{'kind':'DockerImage','name':'%s'},'to':{'name':'t%d'},'importPolicy':{'insecure':true}}"
                .formatted(from, items.size() + 1));
      }
      String images = String.join(",", items);
      ObjectNode answer =
          api.create(
              "imagestreamimports",
              "{'metadata':{'name':'app'},'spec':{'import':true,'images':[" + images + "]}}");

      assertThat(answer.at("/status/images").valueStream())
          .extracting(image -> image.at("/image/metadata/name").asString(""))
          .containsExactly(one, three, "", two, three, four);
      ObjectNode stream = api.get("imagestreams", "app");
      List<String> got = List.of(one, three, two, three, four);
      List<String> tags = List.of("t1", "t2", "t4", "t5", "t6");
      for (int i = 0; i < got.size(); i++) {
        assertThat(images(stream, tags.get(i))).as(tags.get(i)).containsExactly(got.get(i));
      }
      assertThat(images(stream, "t3")).isEmpty();
    }
  }
}
