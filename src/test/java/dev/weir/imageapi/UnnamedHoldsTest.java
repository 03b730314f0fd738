package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.SpecTag;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.resource.protobuf.KindSchemas;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes that would release a held tag: they do if they name its hold, or else say that it stays.
 */
final class UnnamedHoldsTest {
  private static final String STAYS_SO =
      "tag app:live is held (ann) and stays so, though its hold was left out: \"weir release"
          + " app:live\", or a null for weir.dev/hold, releases it";
  private static final String STAYS =
      "tag app:live is held (ann) and stays, though it was left out: \"weir release app:live\""
          + " releases it, and deleting the tag takes it away";

  @AutoClose private final ImageApiFixture api = new ImageApiFixture();

  @BeforeEach
  void hold() {
    api.create(
        "imagestreams",
        "{'metadata':{'name':'app'},'spec':{'tags':[{'name':'live','annotations':"
            + "{'weir.dev/hold':'ann','note':'x'},'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}");
  }

  private List<String> patch(String plural, String type, String patch) {
    var change =
        ObjectPatch.of(
            switch (type) {
              case "json" -> ObjectPatch.JSON;
              case "merge" -> ObjectPatch.MERGE;
              default -> ObjectPatch.STRATEGIC;
            },
            () -> Json.parse(patch.replace('\'', '"')),
            () -> new KindSchemas().find(api.rest(plural).kind()).orElseThrow(),
            api.rest(plural)::keepsAnnotation);
    return api.rest(plural)
        .update(
            DEMO, plural.equals("imagestreams") ? "app" : "app:live", change, WriteOptions.STORE)
        .object()
        .remarks();
  }

  private List<String> put(String plural, String name, String object) {
    return api.rest(plural)
        .update(DEMO, name, _ -> json(object), WriteOptions.STORE)
        .object()
        .remarks();
  }

  private SpecTag tag() {
    return api.streams.newest(APP).stream().specTag("live").orElseThrow();
  }

  private String version() {
    return "'resourceVersion':'" + Meta.resourceVersion(api.get("imagestreams", "app")) + "'";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          imagestreamtags | json | [{'op':'remove','path':'/metadata/annotations/weir.dev~1hold'}]
          imagestreamtags | json | [{'op':'remove','path':'/metadata/annotations'}]
          imagestreamtags | json | [{'op':'remove','path':'/tag/annotations/weir.dev~1hold'}]
          imagestreamtags | json | [{'op':'remove','path':'/tag/annotations'}]
          imagestreamtags | json | [{'op':'replace','path':'/metadata/annotations/weir.dev~1hold','value':null}]
          imagestreamtags | json | [{'op':'move','from':'/metadata/annotations/weir.dev~1hold','path':'/metadata/annotations/was'}]
          imagestreamtags | merge | {'metadata':{'annotations':null}}
          imagestreamtags | merge | {'metadata':{'annotations':{'weir.dev/hold':null}}}
          imagestreamtags | merge | {'tag':{'annotations':{'weir.dev/hold':null}}}
          imagestreamtags | merge | {'tag':{'annotations':null}}
          imagestreamtags | strategic | {'metadata':{'annotations':{'weir.dev/hold':null}}}
          imagestreamtags | strategic | {'metadata':{'annotations':{'$patch':'delete'}}}
          imagestreamtags | strategic | {'tag':{'annotations':{'weir.dev/hold':null}}}
          imagetags | json | [{'op':'remove','path':'/spec/annotations/weir.dev~1hold'}]
          imagetags | json | [{'op':'remove','path':'/spec/annotations'}]
          imagetags | merge | {'spec':{'annotations':null}}
          imagestreams | json | [{'op':'remove','path':'/spec/tags/0/annotations/weir.dev~1hold'}]
          imagestreams | json | [{'op':'remove','path':'/spec/tags/0/annotations'}]
          imagestreams | json | [{'op':'move','from':'/spec/tags/0/annotations/weir.dev~1hold','path':'/spec/tags/0/annotations/was'}]
          imagestreams | strategic | {'spec':{'tags':[{'name':'live','annotations':{'weir.dev/hold':null}}]}}
          imagestreams | strategic | {'spec':{'tags':[{'name':'live','annotations':null}]}}
          """)
  void aPatchThatNamesTheHoldReleasesTheTag(String plural, String type, String patch) {
    assertThat(patch(plural, type, patch)).isEmpty();
    assertThat(tag().hold()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          imagestreamtags | json | [{'op':'replace','path':'/metadata/annotations','value':{'note':'y'}}]
          imagestreamtags | strategic | {'metadata':{'annotations':{'$patch':'replace','note':'y'}}}
          imagetags | json | [{'op':'replace','path':'/spec/annotations','value':{'note':'y'}}]
          imagestreams | json | [{'op':'replace','path':'/spec/tags/0/annotations','value':{'note':'y'}}]
          imagestreams | merge | {'spec':{'tags':[{'name':'live','annotations':{'note':'y'},'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}
          imagestreams | merge | {'spec':{'tags':[{'name':'live','annotations':null,'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}
          """)
  void aPatchThatLeavesTheHoldOutIsToldThatItStays(String plural, String type, String patch) {
    assertThat(patch(plural, type, patch)).containsExactly(STAYS_SO);
    assertThat(tag().hold()).contains("ann");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          imagestreams | json | [{'op':'remove','path':'/spec/tags/0'}]
          imagestreams | json | [{'op':'remove','path':'/spec/tags'}]
          imagestreams | json | [{'op':'replace','path':'/spec','value':{}}]
          imagestreams | merge | {'spec':null}
          imagestreams | merge | {'spec':{'tags':[]}}
          imagestreams | strategic | {'spec':{'tags':[{'name':'live','$patch':'delete'}]}}
          imagestreams | strategic | {'spec':{'tags':null}}
          """)
  void aPatchThatLeavesTheTagOutIsToldThatItStays(String plural, String type, String patch) {
    SpecTag before = tag();
    assertThat(patch(plural, type, patch)).containsExactly(STAYS);
    assertThat(tag()).isEqualTo(before);
  }

  @Test
  void aPutIsToldWhatOfItStays() {
    String from = "{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}";
    assertThat(
            put(
                "imagestreamtags",
                "app:live",
                "{'metadata':{'name':'app:live'},'tag':" + from + "}}"))
        .containsExactly(STAYS_SO);
    assertThat(
            put(
                "imagetags",
                "app:live",
                "{'metadata':{'name':'app:live'},'spec':" + from + ",'name':'live'}}"))
        .containsExactly(STAYS_SO);
    assertThat(
            put("imagestreams", "app", "{'metadata':{'name':'app'," + version() + "},'spec':{}}"))
        .containsExactly(STAYS);
    assertThat(tag().hold()).contains("ann");
    assertThat(tag().from().orElseThrow().name()).isEqualTo("quay.io/a/b:1");
  }

  @Test
  void anImageTagWithoutASpecStaysIfItIsHeld() {
    SpecTag before = tag();
    assertThat(patch("imagetags", "merge", "{'spec':null}")).containsExactly(STAYS_SO);
    assertThat(tag()).isEqualTo(before);
  }

  @Test
  void whoNamesTheHoldOrWritesSomethingElseIsToldNothing() {
    assertThat(patch("imagestreamtags", "merge", "{'metadata':{'annotations':{'note':'y'}}}"))
        .isEmpty();
    assertThat(
            patch(
                "imagestreamtags", "merge", "{'metadata':{'annotations':{'weir.dev/hold':'bob'}}}"))
        .isEmpty();
    assertThat(patch("imagestreams", "merge", "{'metadata':{'labels':{'a':'b'}}}")).isEmpty();
    assertThat(tag().hold()).contains("bob");
    assertThat(patch("imagestreamtags", "merge", "{'metadata':{'annotations':{'note':null}}}"))
        .isEmpty();
  }
}
