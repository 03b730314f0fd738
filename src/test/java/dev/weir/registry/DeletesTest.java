package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.LAYERS;
import static dev.weir.registry.TestRegistry.NOBODY;
import static dev.weir.registry.TestRegistry.PRUNER;
import static dev.weir.registry.TestRegistry.PUSHER;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.TestRegistry.Answer;
import dev.weir.streams.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletes by digest: of images with their tags, of what has none, and of blobs. */
class DeletesTest {
  private static final byte[] LAYER = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONFIG = TestManifests.config("one");
  private static final String MANIFESTS = "/v2/team/app/manifests/";
  private static final String BLOBS = "/v2/team/app/blobs/";

  private static final StreamName APP = new StreamName("team", "app");

  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private Digest push(String tag, String content) throws Exception {
    return Digest.of(registry.pushImage(DEV, "team/app", tag, content));
  }

  /** An image by its digest only. */
  private Digest pushLoose(String content) throws Exception {
    byte[] config = TestManifests.config(content);
    byte[] layer = content.getBytes(StandardCharsets.UTF_8);
    registry.pushBlob(DEV, "team/app", config);
    registry.pushBlob(DEV, "team/app", layer);
    byte[] manifest = TestManifests.image(config, List.of(layer));
    Digest digest = Digest.of(manifest);
    assertThat(
            registry
                .pushManifest(DEV, "team/app", digest.toString(), OCI_MANIFEST, manifest)
                .status())
        .isEqualTo(201);
    return digest;
  }

  private Answer delete(String authorization, Object what) throws Exception {
    return registry.send(authorization, "DELETE", MANIFESTS + what);
  }

  private Answer deleteBlob(String authorization, Digest blob) throws Exception {
    return registry.send(authorization, "DELETE", BLOBS + blob);
  }

  private int pull(Object what) throws Exception {
    return registry.get(DEV, MANIFESTS + what).status();
  }

  private int pullBlob(Digest blob) throws Exception {
    return registry.get(DEV, BLOBS + blob).status();
  }

  @Test
  void anImageGoesWithTheTagsThatHoldIt() throws Exception {
    Digest image = push("v1", "one");
    assertThat(push("stable", "one")).isEqualTo(image);
    Digest other = push("v2", "two");

    Answer deleted = delete(DEV, image);

    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.header("Weir-Deleted-Tags")).isEqualTo("stable,v1");
    assertThat(pull("v1")).isEqualTo(404);
    assertThat(pull(image)).isEqualTo(404);
    assertThat(pull(other)).isEqualTo(200);
    assertThat(TestRegistry.strings(registry.get(DEV, "/v2/team/app/tags/list").json().at("/tags")))
        .containsExactly("v2");
    assertThat(delete(DEV, image).code()).isEqualTo("MANIFEST_UNKNOWN");
  }

  @Test
  void anImageThatATagHadEarlierLeavesItsHistoryAndTheTagStays() throws Exception {
    Digest older = push("v1", "one");
    Digest newer = push("v1", "two");

    Answer deleted = delete(DEV, older);

    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.header("Weir-Deleted-Tags")).isEmpty();
    assertThat(pull(older)).isEqualTo(404);
    assertThat(registry.get(DEV, MANIFESTS + "v1").header("Docker-Content-Digest"))
        .isEqualTo(newer.toString());
    assertThat(push("v1", "one")).isEqualTo(older);
    assertThat(pull("v1")).isEqualTo(200);
  }

  private ImageStream stream() {
    return registry.streams.store().whole(APP).stream();
  }

  private void edit(UnaryOperator<ImageStream> change) {
    var _ =
        registry
            .streams
            .writer()
            .edit(
                APP,
                before ->
                    StreamWriter.require(
                        APP,
                        registry
                            .streams
                            .writer()
                            .rules(User.system("test"))
                            .edit(before.stream(), change.apply(before.stream()))),
                _ -> Origin.UNKNOWN,
                false);
  }

  @Test
  void anImageStaysThatATagIsHeldAtAndItIsSaidWhatLetsItGo() throws Exception {
    Digest older = push("v1", "one");
    Digest image = push("v1", "two");
    edit(
        stream ->
            stream.withSpecTag(
                SpecTag.named("v1").withAnnotations(Map.of(SpecTag.HOLD, "ann: a trial"))));
    ImageStream before = stream();

    Answer refused = delete(DEV, image);

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.code()).isEqualTo("UNSUPPORTED");
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, PUT");
    assertThat(refused.message())
        .endsWith(
            "tag v1 is held at it (ann: a trial); \"weir release team/app:v1\" or deleting the tag"
                + " by its name lets it go");
    assertThat(stream()).isEqualTo(before);
    assertThat(pull("v1")).isEqualTo(200);

    assertThat(delete(DEV, older).status()).isEqualTo(202);
    assertThat(stream().specTag("v1")).isEqualTo(before.specTag("v1"));
    assertThat(stream().newest("v1")).isEqualTo(before.newest("v1"));

    assertThat(delete(DEV, "v1").status()).isEqualTo(202);
    assertThat(delete(DEV, image).status()).isEqualTo(202);
    assertThat(pull(image)).isEqualTo(404);
  }

  @Test
  void aTagThatFollowsAnotherRegistryLosesTheImageAndFollowsOn() throws Exception {
    Digest _ = push("v1", "one");
    Digest image = push("v1", "two");
    assertThat(push("named", "two")).isEqualTo(image);
    Map<String, String> annotations =
        Map.of(MinimumAge.ANNOTATION, "7d", "weir.dev/check-interval", "1h");
    edit(
        stream ->
            stream
                .withAnnotation(ImportedTags.CHECKED, "2026-01-01T00:00:00Z")
                .withSpecTag(
                    SpecTag.named("v1")
                        .withAnnotations(annotations)
                        .withFrom(TagSource.dockerImage("quay.io/team/app:1"))
                        .withImportPolicy(new ImportPolicy(false, true, ImportPolicy.LEGACY)))
                .withSpecTag(
                    SpecTag.named("named")
                        .withFrom(TagSource.dockerImage("quay.io/team/app@" + image))));
    SpecTag before = stream().specTag("v1").orElseThrow();

    Answer deleted = delete(DEV, image);

    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.header("Weir-Deleted-Tags")).isEqualTo("named,v1");
    assertThat(deleted.header("Warning"))
        .contains("team/app:v1 follows quay.io/team/app:1", "delete the tag to end that");
    assertThat(pull("v1")).isEqualTo(404);
    assertThat(stream().spec().keySet()).containsExactly("v1");
    assertThat(stream().specTag("v1")).contains(before);
    assertThat(stream().history("v1").items()).isEmpty();
    assertThat(stream().history("v1").conditions())
        .singleElement()
        .extracting(TagCondition::reason, TagCondition::message)
        .containsExactly(
            "ImageDeleted",
            image + " was deleted here; the next import brings what quay.io/team/app:1 has then");
    assertThat(ImportDue.of(stream()).tags()).isEmpty();
  }

  @Test
  void whoMayPushAndDeleteNoTagDeletesWhatHasNone() throws Exception {
    Digest held = push("v1", "one");
    Digest loose = pushLoose("two");

    Answer refused = delete(PUSHER, held);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.message()).contains("imagestreamtags", "tag v1 holds the image");
    assertThat(pull("v1")).isEqualTo(200);
    assertThat(delete(PUSHER, loose).status()).isEqualTo(202);
    assertThat(pull(loose)).isEqualTo(404);
  }

  @Test
  void whoMayPruneAndDeleteNoTagIsToldWhatHoldsTheImage() throws Exception {
    Digest held = push("v1", "one");
    Digest loose = pushLoose("two");

    Answer refused = delete(PRUNER, held);

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, PUT");
    assertThat(refused.message()).contains("in the history of tag v1", "delete the tag");
    assertThat(pull("v1")).isEqualTo(200);
    assertThat(delete(PRUNER, loose).status()).isEqualTo(202);
    assertThat(pull(loose)).isEqualTo(404);
  }

  @Test
  void whoMayPullOnlyDeletesNothing() throws Exception {
    Digest held = push("v1", "one");
    Digest loose = pushLoose("two");
    Digest unknown = Digest.of(new byte[] {1});

    for (Digest digest : List.of(held, loose, unknown)) {
      assertThat(delete(READER, digest).status()).isEqualTo(403);
      assertThat(delete(NOBODY, digest).status()).isEqualTo(401);
    }
    assertThat(delete(DEV, unknown).status()).isEqualTo(404);
    assertThat(pull(held)).isEqualTo(200);
    assertThat(pull(loose)).isEqualTo(200);
  }

  @Test
  void ofWhomNobodyCanTellWhatTheyMayNothingIsDeleted() throws Exception {
    Digest held = push("v1", "one");

    Answer doubted = delete(LAYERS, held);

    assertThat(doubted.status()).isEqualTo(503);
    assertThat(pull("v1")).isEqualTo(200);
  }

  @Test
  void whatATagsIndexListsStaysAndIsToldBySayingWhichListsIt() throws Exception {
    byte[] child = registry.pushImage(DEV, "team/app", "child", "one");
    byte[] index = TestManifests.index(List.of(child));
    Answer pushed = registry.pushManifest(DEV, "team/app", "all", MediaTypes.OCI_INDEX, index);
    assertThat(pushed.status()).isEqualTo(201);

    Answer refused = delete(ROOT, Digest.of(child));

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.message()).contains(Digest.of(index) + " of tag all lists it");
    assertThat(pull("child")).isEqualTo(200);
    assertThat(delete(DEV, Digest.of(index)).header("Weir-Deleted-Tags")).isEqualTo("all");
    assertThat(pull("child")).isEqualTo(200);
    assertThat(delete(DEV, Digest.of(child)).header("Weir-Deleted-Tags")).isEqualTo("child");
  }

  @Test
  void aBlobThatNothingIsMadeOfIsDeletedByWhoMayPush() throws Exception {
    Digest orphan = registry.pushBlob(DEV, "team/app", LAYER);

    assertThat(deleteBlob(READER, orphan).status()).isEqualTo(403);
    assertThat(deleteBlob(PUSHER, orphan).status()).isEqualTo(202);

    assertThat(pullBlob(orphan)).isEqualTo(404);
    assertThat(deleteBlob(PUSHER, orphan).code()).isEqualTo("BLOB_UNKNOWN");
  }

  @Test
  void aBlobOfAnImageStaysWithIt() throws Exception {
    Digest tagged = Digest.of("one".getBytes(StandardCharsets.UTF_8));
    Digest loose = Digest.of("two".getBytes(StandardCharsets.UTF_8));
    push("v1", "one");
    pushLoose("two");

    for (Digest blob : List.of(tagged, loose)) {
      Answer refused = deleteBlob(DEV, blob);
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.message()).contains("is part of an image of team/app");
      assertThat(deleteBlob(PRUNER, blob).status()).isEqualTo(202);
      assertThat(pullBlob(blob)).isEqualTo(200);
    }
  }

  @Test
  void aBlobThatWasDeletedAfterAPusherWasToldOfItIsThereForTheirManifest() throws Exception {
    Digest layer = registry.pushBlob(DEV, "team/app", LAYER);
    registry.pushBlob(DEV, "team/app", CONFIG);
    assertThat(deleteBlob(ROOT, layer).status()).isEqualTo(202);
    assertThat(pullBlob(layer)).isEqualTo(404);

    byte[] manifest = TestManifests.image(CONFIG, List.of(LAYER));
    Answer pushed = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, manifest);

    assertThat(pushed.status()).isEqualTo(201);
    assertThat(pushed.header("Warning")).isEmpty();
    assertThat(pullBlob(layer)).isEqualTo(200);
  }

  @Test
  void whatWasToldInAProjectIsNotThereForALaterOneOfItsName() throws Exception {
    Digest layer = registry.pushBlob(DEV, "team/app", LAYER);
    assertThat(deleteBlob(ROOT, layer).status()).isEqualTo(202);
    registry.replaceNamespace("team");
    registry.pushBlob(DEV, "team/app", CONFIG);

    byte[] manifest = TestManifests.image(CONFIG, List.of(LAYER));
    Answer refused = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, manifest);

    assertThat(refused.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(pullBlob(layer)).isEqualTo(404);
  }

  @Test
  void bytesAreLetGoByWhoMayPruneAndOnlyWhatIsThere() throws Exception {
    push("v1", "one");
    String layer = "/admin/blobs/" + Digest.of("one".getBytes(StandardCharsets.UTF_8));

    assertThat(registry.send(DEV, "DELETE", layer).status()).isEqualTo(403);
    assertThat(registry.letGo).isEmpty();
    assertThat(registry.send(PRUNER, "DELETE", layer).status()).isEqualTo(204);
    assertThat(registry.letGo).containsExactly(Digest.of("one".getBytes(StandardCharsets.UTF_8)));
    assertThat(pull("v1")).isEqualTo(200);
    assertThat(registry.send(PRUNER, "DELETE", "/admin/blobs/" + Digest.of(new byte[] {1})).code())
        .isEqualTo("BLOB_UNKNOWN");
    assertThat(registry.send(PRUNER, "DELETE", "/admin/blobs/nonsense").code())
        .isEqualTo("DIGEST_INVALID");
  }
}
