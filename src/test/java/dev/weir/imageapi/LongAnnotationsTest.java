package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.resource.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** How long annotations of streams and tags may be, also where they stay without being named. */
final class LongAnnotationsTest {
  private static final int MOST = 262_144;
  private static final String NOTE = "weir.dev/note";

  @AutoClose private final ImageApiFixture api = new ImageApiFixture();

  @BeforeEach
  void stream() {
    api.create(
        "imagestreams",
        "{'metadata':{'name':'app'},'spec':{'tags':[{'name':'live',"
            + "'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}");
  }

  private void annotate(String plural, String name, String key, String value) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("annotations").put(key, value);
    var change =
        ObjectPatch.of(
            ObjectPatch.MERGE,
            () -> patch,
            () -> Schema.ANYTHING,
            api.rest(plural)::keepsAnnotation);
    var _ = api.rest(plural).update(DEMO, name, change, WriteOptions.STORE);
  }

  private void annotate(String key, String value) {
    annotate("imagestreamtags", "app:live", key, value);
  }

  private Map<String, String> annotations() {
    return api.streams.newest(APP).stream().specTag("live").orElseThrow().annotations();
  }

  /** As it may be in what an earlier server wrote. */
  private void store(String key, String value) {
    var before = api.streams.newest(APP);
    SpecTag tag = before.stream().specTag("live").orElseThrow();
    Map<String, String> all = new HashMap<>(tag.annotations());
    all.put(key, value);
    var after = before.stream().withSpecTag(tag.withAnnotations(all));
    assertThat(api.all.writer().write(before, after, Origin.UNKNOWN, false)).isPresent();
  }

  @Test
  void allOfATagMayHaveAsManyBytesAsKubernetesAllows() {
    annotate(NOTE, "ä".repeat((MOST - NOTE.length()) / 2));

    ApiStatus refused = refusal(() -> annotate("a", "bc"));

    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .isEqualTo(
            "ImageStream.image.openshift.io \"app\" is invalid: spec.tags[live].annotations: Too"
                + " long: may not be more than 262144 bytes");
    assertThat(annotations()).containsOnlyKeys(NOTE);
  }

  @Test
  void whatStaysWithoutBeingNamedCounts() {
    annotate("weir.dev/one", "x".repeat(200_000));
    String put =
        "{'metadata':{'name':'app:live','annotations':{'weir.dev/two':'%s'}},'tag':{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}}"
            .formatted("x".repeat(200_000));
    assertThat(refusal(() -> api.put("imagestreamtags", "app:live", put)).code()).isEqualTo(422);

    annotate("imagestreams", "app", "weir.dev/one", "x".repeat(200_000));
    ApiStatus refused =
        refusal(
            () ->
                api.rest("imagestreams")
                    .update(
                        DEMO,
                        "app",
                        stream -> {
                          ((ObjectNode) stream.get("metadata"))
                              .putObject("annotations")
                              .put("weir.dev/two", "x".repeat(200_000));
                          return stream;
                        },
                        WriteOptions.STORE));
    assertThat(refused.message()).contains("metadata.annotations: Too long");
  }

  @Test
  void whoHoldsATagSaysWhyInAKibibyte() {
    annotate(SpecTag.HOLD, "x".repeat(1024));

    ApiStatus refused = refusal(() -> annotate(SpecTag.HOLD, "x".repeat(1025)));

    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .endsWith(
            "spec.tags[live].annotations[weir.dev/hold]: Too long: may not be more than 1024"
                + " bytes");
    assertThat(annotations().get(SpecTag.HOLD)).hasSize(1024);
  }

  @Test
  void whatIsLongerAlreadyMayStayAndBecomeShorter() {
    store(SpecTag.HOLD, "x".repeat(700_000));
    store(NOTE, "x".repeat(300_000));

    annotate(SpecTag.HELD_IMAGE, "");
    annotate("imagestreams", "app", "other", "x");
    annotate(SpecTag.HOLD, "x".repeat(500_000));
    assertThat(refusal(() -> annotate(SpecTag.HOLD, "x".repeat(500_001))).code()).isEqualTo(422);
    annotate(SpecTag.HOLD, "");
    annotate(NOTE, "y");

    assertThat(annotations()).isEqualTo(Map.of(NOTE, "y"));
  }
}
