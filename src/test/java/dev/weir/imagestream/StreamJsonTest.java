package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class StreamJsonTest {
  private static ObjectNode tree(String json) {
    return (ObjectNode) Json.parse(json.replace('\'', '"'));
  }

  private static final String FULL =
      """
      {'apiVersion':'image.openshift.io/v1','kind':'ImageStream',
       'metadata':{'name':'ruby','namespace':'demo','generation':2,'annotations':{'a':'b'},
         'managedFields':[{'manager':'kubectl'}]},
       'spec':{'lookupPolicy':{'local':true},'dockerImageRepository':'quay.io/a/ruby',
         'tags':[{'name':'2.0','annotations':{'x':'y'},'from':{'kind':'DockerImage','name':'quay.io/a/ruby:2.0'},
           'reference':true,'generation':2,'importPolicy':{'insecure':true,'scheduled':true,'importMode':'PreserveOriginal'},
           'referencePolicy':{'type':'Local'}}]},
       'status':{'dockerImageRepository':'registry.weir.invalid/demo/ruby',
         'tags':[{'tag':'2.0','items':[{'created':'2026-01-01T00:00:00Z','dockerImageReference':'quay.io/a/ruby@%s',
           'image':'%s','generation':2}],
           'conditions':[{'type':'ImportSuccess','status':'False','lastTransitionTime':'2026-01-02T00:00:00Z',
             'reason':'NotFound','message':'gone','generation':3}]}]}}\
      """
          .formatted(A, A);

  @Test
  void everyMemberSurvivesReadingAndWriting() {
    ObjectNode full = tree(FULL);
    assertThat(Json.parse(Json.text(StreamJson.write(StreamJson.read(full))))).isEqualTo(full);
  }

  @Test
  void defaultsAndEmptyMembersAreFilledIn() {
    ObjectNode written =
        StreamJson.write(
            StreamJson.read(
                tree(
                    """
                    {'metadata':{'name':'r','namespace':'n'},'spec':{'tags':[{'name':'t'}]},
                     'status':{'tags':[{'tag':'t','items':null}]}}\
                    """)));
    assertThat(written.get("spec"))
        .isEqualTo(
            tree(
                """
                {'lookupPolicy':{'local':false},'tags':[{'name':'t','annotations':null,
                 'generation':null,'importPolicy':{'importMode':'Legacy'},
                 'referencePolicy':{'type':'Source'}}]}\
                """));
    assertThat(written.get("status"))
        .isEqualTo(
            tree(
                """
                {'dockerImageRepository':'registry.weir.invalid/n/r',
                 'tags':[{'tag':'t','items':null}]}\
                """));
  }

  @Test
  void lastOfEqualTagsWinsAndTagsAreSorted() {
    ImageStream stream =
        StreamJson.read(
            tree(
                """
                {'metadata':{'name':'r','namespace':'n'},'spec':{'tags':[
                 {'name':'b'},{'name':'a','reference':false},{'name':'a','reference':true}]}}\
                """));
    assertThat(stream.spec().keySet()).containsExactly("a", "b");
    assertThat(stream.specTag("a").orElseThrow().reference()).isTrue();
  }

  @Test
  void wrongTypesAreNamed() {
    for (var wrong :
        List.of(
            List.of("{'spec':[]}", "spec must be an object"),
            List.of("{'spec':{'tags':{}}}", "spec.tags must be a list of objects"),
            List.of("{'spec':{'tags':[{'name':1}]}}", "spec.tags.name must be a string"),
            List.of(
                "{'spec':{'tags':[{'generation':'1'}]}}",
                "spec.tags.generation must be a whole number of 64 bits"),
            List.of(
                "{'spec':{'lookupPolicy':{'local':'yes'}}}",
                "spec.lookupPolicy.local must be true or false"))) {
      assertThatThrownBy(() -> StreamJson.read(tree(wrong.getFirst())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(wrong.getLast());
    }
  }

  @Test
  void streamTagShowsTheTagsOwnAnnotationsAndTheStreamsIdentity() {
    ImageStream stream = StreamJson.read(tree(FULL));
    ObjectNode image =
        tree(
            "{'apiVersion':'image.openshift.io/v1','kind':'Image','metadata':{'name':'"
                + A
                + "','annotations':{'own':'1'}},'dockerImageReference':'elsewhere/x',"
                + "'dockerImageManifest':'{}','dockerImageConfig':'{}'}");
    ObjectNode view = TagViews.streamTag(stream, "2.0", Optional.of(image));
    assertThat(view.at("/metadata/name").stringValue()).isEqualTo("ruby:2.0");
    assertThat(view.at("/metadata/annotations")).isEqualTo(tree("{'x':'y'}"));
    assertThat(view.at("/metadata/creationTimestamp").stringValue())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(view.at("/generation").asLong()).isEqualTo(2);
    assertThat(view.at("/conditions/0/reason").stringValue()).isEqualTo("NotFound");
    assertThat(view.get("image"))
        .isEqualTo(
            tree(
                "{'metadata':{'name':'"
                    + A
                    + "','annotations':{'own':'1','x':'y'}},'dockerImageReference':"
                    + "'registry.weir.invalid/demo/ruby@"
                    + A
                    + "'}"));
  }

  @Test
  void streamImageShowsTheStreamsAnnotationsAndTheImagesOwnPullSpec() {
    ImageStream stream = StreamJson.read(tree(FULL));
    ObjectNode image =
        tree(
            "{'metadata':{'name':'"
                + A
                + "','creationTimestamp':'2025-01-01T00:00:00Z'},"
                + "'dockerImageReference':'elsewhere/x','dockerImageConfig':'{}'}");
    ObjectNode view = TagViews.streamImage(stream, "a1a1", image);
    assertThat(view.get("metadata"))
        .isEqualTo(
            tree(
                "{'name':'ruby@a1a1','namespace':'demo','creationTimestamp':'2025-01-01T00:00:00Z',"
                    + "'annotations':{'a':'b'}}"));
    assertThat(view.at("/image/dockerImageReference").stringValue()).isEqualTo("elsewhere/x");
    assertThat(view.at("/image").has("dockerImageConfig")).isFalse();
  }
}
