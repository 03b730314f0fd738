package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.ManifestReader;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.store.RangeQuery;
import dev.weir.streams.PushedManifest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is more than the store takes at once is written in steps, or refused in words. */
final class SmallStepsTest {
  private static final int MANY = 150;

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private static String tag(int number) {
    return "t%03d".formatted(number);
  }

  private void pushTags(String text) {
    for (int i = 0; i < MANY; i++) {
      String _ = api.pushed(APP, text + i, tag(i));
    }
  }

  private List<String> histories() {
    return api.store.range(RangeQuery.all("/history/demo/app/")).entries().stream()
        .map(entry -> entry.key().substring("/history/demo/app/".length()))
        .toList();
  }

  @Test
  void anIndexWithManyChildrenThatAreNotLinkedYetIsPushed() {
    StringJoiner children = new StringJoiner(",");
    Map<Digest, Set<Digest>> brought = new HashMap<>();
    for (int i = 0; i < MANY; i++) {
      brought.put(child(i), Set.of());
      children.add(
          "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\",\"size\":2}"
              .formatted(child(i)));
    }
    byte[] bytes =
        ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                + "\"manifests\":["
                + children
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(bytes);
    brought.put(digest, Set.of());
    var index =
        new PushedManifest(digest, ManifestReader.read("", bytes), bytes, new byte[0], brought);

    api.push(APP, List.of("v1", "latest"), index);

    assertThat(images(api.get("imagestreams", "app"), "v1"))
        .containsExactly(index.digest().toString());
    assertThat(images(api.get("imagestreams", "app"), "latest")).hasSize(1);
    assertThat(api.links.all(APP)).hasSize(MANY + 1);
    assertThat(api.get("images", index.digest().toString()).at("/dockerImageManifests"))
        .hasSize(MANY);
  }

  private static Digest child(int number) {
    return Digest.of(("child " + number).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPushMovesHoweverManyFollowersOfItsTag() {
    String old = api.pushed(APP, "old", "latest");
    ObjectNode stream = api.get("imagestreams", "app").deepCopy();
    ArrayNode tags = Json.ensureArray(Json.ensureObject(stream, "spec"), "tags");
    for (int i = 0; i < MANY; i++) {
      tags.addObject()
          .put("name", tag(i))
          .putObject("from")
          .put("kind", "ImageStreamTag")
          .put("name", i == 0 ? "latest" : tag(i - 1));
    }
    var _ = api.rest("imagestreams").update(DEMO, "app", _ -> stream, WriteOptions.STORE);

    String fresh = api.pushed(APP, "fresh", "latest");

    ObjectNode after = api.get("imagestreams", "app");
    assertThat(images(after, "latest")).containsExactly(fresh, old);
    for (int i = 0; i < MANY; i++) {
      assertThat(images(after, tag(i))).as(tag(i)).containsExactly(fresh, old);
    }
  }

  @Test
  void manyTagsWithOlderEventsAreTakenAwayByOneUpdate() {
    pushTags("one ");
    pushTags("two ");
    String kept = api.pushed(APP, "kept", "kept");
    assertThat(histories()).hasSize(MANY);
    var _ =
        api.rest("imagestreams")
            .subresource("status")
            .update(
                DEMO,
                "app",
                stream -> {
                  ArrayNode left = Json.array();
                  stream
                      .at("/status/tags")
                      .valueStream()
                      .filter(tag -> Json.string(tag, "tag").equals("kept"))
                      .forEach(left::add);
                  Json.ensureObject(stream, "status").set("tags", left);
                  return stream;
                },
                WriteOptions.STORE);

    ObjectNode after = api.get("imagestreams", "app");
    assertThat(after.at("/status/tags")).hasSize(1);
    assertThat(images(after, "kept")).containsExactly(kept);
    assertThat(histories()).isEmpty();
  }

  @Test
  void manyHistoriesAreShortenedByOneUpdate() {
    for (String text : List.of("one ", "two ", "three ")) {
      pushTags(text);
    }
    var _ =
        api.rest("imagestreams")
            .subresource("status")
            .update(
                DEMO,
                "app",
                stream -> {
                  stream
                      .at("/status/tags")
                      .forEach(tag -> ((ArrayNode) tag.get("items")).remove(2));
                  return stream;
                },
                WriteOptions.STORE);

    ObjectNode after = api.get("imagestreams", "app");
    for (int i = 0; i < MANY; i++) {
      assertThat(images(after, tag(i))).as(tag(i)).hasSize(2);
    }
  }

  @Test
  void aStreamThatIsTooLargeForTheStoreIsRefusedInWordsAndStaysAsItWas() {
    String digest = api.pushed(APP, "one", "v1");
    long before = api.store.revision();

    var refused =
        refusal(
            () ->
                api.rest("imagestreams")
                    .update(
                        DEMO,
                        "app",
                        stream -> {
                          ArrayNode tags =
                              Json.ensureArray(Json.ensureObject(stream, "spec"), "tags");
                          for (int i = 0; i < 2_000; i++) {
                            ObjectNode tag = tags.addObject().put("name", "t" + i);
                            tag.putObject("annotations").put("text", "x".repeat(1_000));
                          }
                          return stream;
                        },
                        WriteOptions.STORE));

    assertThat(refused.code()).isEqualTo(413);
    assertThat(refused.message())
        .startsWith("image stream \"demo/app\" is too large: ")
        .contains("at most 1048576 can be stored; remove tags");
    assertThat(api.store.revision()).isEqualTo(before);
    assertThat(images(api.get("imagestreams", "app"), "v1")).containsExactly(digest);
  }
}
