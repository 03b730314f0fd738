package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.Images;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.parts.TagContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class PushTest {
  private static final int WRITERS = 24;

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void firstPushMakesStreamImageLinkAndEventAtOneRevision() {
    long before = api.store.revision();
    String digest = api.pushed(APP, "one", "v1");
    assertThat(api.store.revision()).isEqualTo(before + 1);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(images(stream, "v1")).containsExactly(digest);
    assertThat(Meta.generation(stream)).isEqualTo(1);
    assertThat(stream.at("/status/tags/0/items/0/generation").asLong()).isEqualTo(1);
    assertThat(api.links.find(APP, Digest.parse(digest)).orElseThrow().isManifest()).isTrue();
    assertThat(api.tags.newest(APP, "v1")).isEqualTo(new TagContent.Own(Digest.parse(digest)));
  }

  @Test
  void aMappingDoesNotShowContentThatIsNotThere() {
    String digest = api.pushed(APP, "one", "v1");
    api.create("imagestreams", "{'metadata':{'name':'other'}}".replace('\'', '"'));
    String mapping =
        ("{'metadata':{'name':'other'},'tag':'v1','image':{'metadata':{'name':'"
                + digest
                + "','annotations':{'openshift.io/image.managed':'true'}}}}")
            .replace('\'', '"');

    var refused = refusal(() -> api.create("imagestreammappings", mapping));

    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.message()).contains("push it there first");
    assertThat(api.content.of(new StreamName("demo", "other")).manifests())
        .doesNotContain(Digest.parse(digest));
  }

  private static String mappingWithChild(String image, String child) {
    return """
    {'metadata':{'name':'app'},'tag':'made-up','image':{'metadata':{'name':'%s'},
     'dockerImageReference':'quay.io/a/b@%s','dockerImageMetadata':{'Author':'made up'},
     'dockerImageManifests':[{'digest':'%s','manifestSize':1,'os':'linux',
      'mediaType':'application/vnd.oci.image.manifest.v1+json','architecture':'amd64'}]}}\
    """
        .formatted(image, image, child)
        .replace('\'', '"');
  }

  @Test
  void contentOfOthersIsNotShownAsTheChildOfAnImageThatAMappingMadeUp() {
    String foreign = api.pushed(new StreamName("shared", "base"), "secret", "v1");
    String own = manifest("mine").digest().toString();
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create("imagestreammappings", mappingWithChild(own, foreign));
    api.denied.add("get imagestreams shared");

    api.pushed(APP, "mine", "v1");

    assertThat(api.content.of(APP).manifests()).contains(Digest.parse(own));
    assertThat(api.content.of(APP).manifests()).doesNotContain(Digest.parse(foreign));
  }

  @Test
  void childrenThatWereNotPushedWithTheirIndexAreNotShown() {
    String foreign = api.pushed(new StreamName("shared", "base"), "secret", "v1");
    String own = api.pushed(APP, "mine", "v1");
    var _ = api.rest("images").delete(new Scope(DEV, ""), own, DeleteOptions.NOW);

    api.create("imagestreammappings", mappingWithChild(own, foreign));

    assertThat(api.get("images", own).at("/dockerImageManifests")).hasSize(1);
    assertThat(api.content.of(APP).manifests()).doesNotContain(Digest.parse(foreign));
    ObjectNode imported =
        api.create(
            "imagestreamimports",
            "{'metadata':{'name':'thief'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                + "'from':{'kind':'DockerImage','name':'%s/demo/app:v1'}}]}}"
                    .formatted(ImageApiFixture.HOST));
    assertThat(imported.at("/status/images/0/status/code").intValue()).isEqualTo(404);
  }

  @Test
  void aPushCorrectsWhatAMappingMadeUp() {
    String own = manifest("mine").digest().toString();
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create("imagestreammappings", mappingWithChild(own, own));

    api.pushed(APP, "mine", "v1");

    ObjectNode image = api.get("images", own);
    assertThat(image.has("dockerImageManifests")).isFalse();
    assertThat(image.at("/dockerImageMetadata/Author").stringValue()).isEqualTo("mine");
    assertThat(image.at("/dockerImageLayers")).hasSize(1);
  }

  @Test
  void aPushOwnsReferenceLabelsAndAnnotationsOfAnImageThatWasClaimedBefore() {
    String own = manifest("mine").digest().toString();
    api.create("imagestreams", "{'metadata':{'name':'claims'}}");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'claims'},'tag':'v1','image':{'metadata':{'name':'%s',
          'labels':{'by':'ann'},'annotations':{'by':'ann'}},
         'dockerImageReference':'quay.io/ann/x@%s'}}\
        """
            .formatted(own, own));
    ObjectNode claimed = api.get("images", own);

    api.tick();
    api.pushed(APP, "mine", "v1");

    ObjectNode image = api.get("images", own);
    assertThat(image.at("/dockerImageReference").stringValue())
        .isEqualTo(ImageApiFixture.HOST + "/demo/app@" + own);
    assertThat(Meta.labels(image)).isEmpty();
    assertThat(Meta.annotations(image))
        .containsOnlyKeys(
            "openshift.io/image.managed",
            "image.openshift.io/manifestBlobStored",
            "image.openshift.io/dockerLayersOrder");
    assertThat(Meta.uid(image)).isEqualTo(Meta.uid(claimed)).isNotEmpty();
    assertThat(image.at("/metadata/creationTimestamp"))
        .isEqualTo(claimed.at("/metadata/creationTimestamp"));
  }

  @Test
  void aPushLeavesAloneWhatAnAdministratorWroteOnAnImportedImage() {
    var pushed = manifest("mine");
    String own = pushed.digest().toString();
    ObjectNode imported =
        Images.fromManifest(
            pushed.digest(),
            pushed.manifest(),
            pushed.bytes(),
            pushed.config(),
            "quay.io/ann/x@" + own,
            false);
    Meta.setAnnotation(imported, "images.openshift.io/deny-execution", "true");
    Meta.of(imported).putObject("labels").put("checked-by", "security");
    Meta.of(imported).putArray("finalizers").add("example.com/keep");
    ObjectNode before = api.create("images", imported);

    api.pushed(APP, "mine", "v1");

    ObjectNode image = api.get("images", own);
    assertThat(image.at("/dockerImageReference").stringValue())
        .isEqualTo(ImageApiFixture.HOST + "/demo/app@" + own);
    assertThat(Meta.labels(image)).containsEntry("checked-by", "security");
    assertThat(Meta.annotations(image))
        .containsEntry("images.openshift.io/deny-execution", "true")
        .containsEntry("openshift.io/image.managed", "true")
        .containsEntry("image.openshift.io/manifestBlobStored", "true");
    assertThat(image.at("/metadata/finalizers/0").stringValue()).isEqualTo("example.com/keep");
    assertThat(Meta.uid(image)).isEqualTo(Meta.uid(before));
    assertThat(image.has("dockerImageManifest")).isFalse();
  }

  @Test
  void whatIsInAnArtifactThatAnEarlierBuildTookIsSaidWhenItIsPushedAgain() {
    var pushed = manifest("mine");
    byte[] bytes =
        new String(pushed.bytes(), StandardCharsets.UTF_8)
            .replaceFirst("\\{", "{\"artifactType\":\"a/b\",")
            .getBytes(StandardCharsets.UTF_8);
    var artifact =
        new PushedManifest(
            Digest.of(bytes), ManifestReader.read("", bytes), bytes, pushed.config());
    api.push(APP, List.of("v1"), artifact);
    String key = StreamKeys.image(artifact.digest().toString());
    ObjectNode old = Json.parseObject(api.store.get(key).orElseThrow().value());
    Meta.removeAnnotation(old, Images.ARTIFACT_TYPE);
    api.store.commit(Transaction.builder().put(key, ApiObject.encode(old)).build());

    api.push(APP, List.of("v1"), artifact);

    assertThat(
            Meta.annotation(api.get("images", artifact.digest().toString()), Images.ARTIFACT_TYPE))
        .isEqualTo("a/b");
    long revision = api.store.revision();
    api.push(APP, List.of("v1"), artifact);
    assertThat(api.store.revision()).isEqualTo(revision);
  }

  @Test
  void pushingTheSameAgainWritesNothing() {
    api.pushed(APP, "one", "v1");
    long before = api.store.revision();
    api.tick();
    api.pushed(APP, "one", "v1");
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void pushByDigestRecordsImageAndLinkOnly() {
    String digest = api.pushed(APP, "one");
    assertThat(Meta.name(api.get("images", digest))).isEqualTo(digest);
    assertThat(api.tags.exists(APP)).isFalse();
    assertThat(api.links.find(APP, Digest.parse(digest))).isPresent();
  }

  @Test
  void missingNamespaceAndMissingRightsAreRefusedAndLeaveNothing() {
    long before = api.store.revision();
    var nowhere =
        refusal(() -> api.push(new StreamName("nope", "app"), List.of("v1"), manifest("x")));
    assertThat(nowhere.message()).isEqualTo("namespaces \"nope\" not found");
    api.denied.add("create imagestreams demo");
    var denied = refusal(() -> api.push(APP, List.of("v1"), manifest("x")));
    assertThat(denied.code()).isEqualTo(403);
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void existingStreamNeedsNoRightToCreate() {
    api.pushed(APP, "one", "v1");
    api.denied.add("create imagestreams demo");
    String two = api.pushed(APP, "two", "v1");
    assertThat(api.tags.newest(APP, "v1")).isEqualTo(new TagContent.Own(Digest.parse(two)));
  }

  @Test
  void parallelPushesOfManyTagsAllSucceedAndLoseNothing() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String tag = "t" + i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int n = 0; n < 5; n++) {
                        api.pushed(APP, tag + n, tag);
                      }
                    } catch (RuntimeException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    ObjectNode stream = api.get("imagestreams", "app");
    for (int i = 0; i < WRITERS; i++) {
      assertThat(images(stream, "t" + i)).hasSize(5);
    }
  }

  @Test
  void parallelPushesOfOneTagAllSucceedAndAllAreInItsHistory() throws InterruptedException {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String text = "text " + i;
      Thread pusher = Thread.ofVirtual().unstarted(() -> api.pushed(APP, text, "v1"));
      pusher.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
      pusher.start();
      threads.add(pusher);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(images(api.get("imagestreams", "app"), "v1")).hasSize(WRITERS);
  }

  @Test
  void deletingAStreamTakesItsRepositorysContentAlong() {
    Digest pushed = Digest.parse(api.pushed(APP, "one", "v1"));
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
    assertThat(api.links.find(APP, pushed)).isEmpty();

    api.pushed(APP, "two", "v1");
    assertThat(images(api.get("imagestreams", "app"), "v1")).hasSize(1);
    assertThat(api.content.of(APP).manifests()).doesNotContain(pushed);
  }

  @Test
  void aTerminatingNamespaceTakesNoContent() {
    api.pushed(APP, "one", "v1");
    new NamespaceRest(api.context).delete(ImageApiFixture.DEMO, "demo", DeleteOptions.NOW);
    long before = api.store.revision();
    Digest blob = Digest.of(new byte[] {1});

    assertThat(refusal(() -> api.pushed(APP, "by digest")).code()).isEqualTo(403);
    assertThat(refusal(() -> api.links.add(APP, blob, api.links.blob(1))).code()).isEqualTo(403);
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void tagsOfAStreamAreWhatTheRegistryAsksFor() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1", "a");
    assertThat(api.tags.tags(APP)).containsExactly("a", "v1");
    assertThat(api.content.of(APP).manifests()).contains(Digest.parse(one));
    assertThat(api.content.of(APP).manifests()).contains(Digest.parse(two));
    assertThat(api.content.of(APP).manifests()).doesNotContain(manifest("other").digest());
    assertThat(api.tags.tags(new StreamName("demo", "none"))).isEmpty();
    assertThat(api.tags.newest(APP, "none")).isEqualTo(new TagContent.None());
    api.tags.delete(DEV, APP, "v1");
    assertThat(api.content.of(APP).manifests()).doesNotContain(Digest.parse(one));
    api.denied.add("delete imagestreamtags demo");
    assertThat(refusal(() -> api.tags.delete(DEV, APP, "a")).code()).isEqualTo(403);
  }

  @Test
  void aTagWhoseImageIsElsewhereSaysWhere() {
    Digest image = manifest("mine").digest();
    ImageReference at = ImageReference.parse("quay.io/a/b@" + image);
    api.create("imagestreams", "{'metadata':{'name':'app'}}".replace('\'', '"'));
    api.create("imagestreammappings", mappingWithChild(image.toString(), image.toString()));

    assertThat(api.tags.newest(APP, "made-up"))
        .isEqualTo(new TagContent.Elsewhere(image, at, false));

    ObjectNode stream = api.get("imagestreams", "app");
    Json.ensureObject(Meta.of(stream), "annotations")
        .put("openshift.io/image.insecureRepository", "true");
    api.put("imagestreams", "app", stream.toString());

    assertThat(api.tags.newest(APP, "made-up"))
        .isEqualTo(new TagContent.Elsewhere(image, at, true));
  }

  @Test
  void tagMoveOnALargeStreamWritesOnlyThatTagsHistory() {
    for (int i = 0; i < 30; i++) {
      api.pushed(APP, "old" + i, "t" + i);
      api.pushed(APP, "new" + i, "t" + i);
    }
    long before = api.store.revision();
    api.pushed(APP, "moved", "t7");
    long touched =
        api.store.range(RangeQuery.all("/history/")).entries().stream()
            .filter(e -> e.modRevision() > before)
            .count();
    assertThat(touched).isEqualTo(1);
  }

  @Test
  void mappingRecordsAPushOfAnotherRegistry() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    String digest = manifest("x").digest().toString();
    String body =
        "{'metadata':{'name':'app','namespace':'demo'},'tag':'v1','image':{'metadata':{'name':'"
            + digest
            + "'},'dockerImageReference':'quay.io/a/b@"
            + digest
            + "'}}";
    ObjectNode answer = api.create("imagestreammappings", body);
    assertThat(Json.string(answer, "status")).isEqualTo("Success");
    assertThat(images(api.get("imagestreams", "app"), "v1")).containsExactly(digest);
    long before = api.store.revision();
    api.create("imagestreammappings", body);
    assertThat(api.store.revision()).isEqualTo(before);
    assertThat(
            refusal(() -> api.create("imagestreammappings", body.replace("'app'", "'none'")))
                .code())
        .isEqualTo(404);
  }
}
