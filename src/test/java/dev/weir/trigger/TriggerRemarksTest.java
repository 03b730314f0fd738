package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggeredKind;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What of a trigger annotation comes to nothing, told to whoever writes it. */
class TriggerRemarksTest {
  private static final String TAG = "'from':{'kind':'ImageStreamTag','name':'a:b'}";
  private static final String PATH = "spec.template.spec.containers";

  private static List<String> problems(ResourceKind kind, String annotation) {
    ObjectNode workload =
        KindsFixture.yaml("spec: {template: {spec: {containers: [{name: web, image: x}]}}}");
    Meta.setAnnotation(workload, TriggerAnnotation.KEY, annotation.replace('\'', '"'));
    Meta.of(workload).put("namespace", "own");
    List<TriggeredKind> kinds =
        PodPaths.workload(kind).map(Annotated::new).stream()
            .map(TriggeredKind.class::cast)
            .toList();
    TagLookup tags = TriggerRulesTest.tags(Map.of(new Trigger.TagKey("own", "a", "b"), "x@y"));
    return new TriggerRemarks(kinds, tags)
        .remarks(kind, workload).stream()
            .map(problem -> problem.replace("annotation image.openshift.io/triggers", "annotation"))
            .toList();
  }

  private static List<String> problems(String annotation) {
    return problems(Kinds.DEPLOYMENT, annotation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        " ",
        "[{" + TAG + ",'fieldPath':'" + PATH + "[0].image'}]",
        "[{" + TAG + ",'fieldPath':'elsewhere','paused':true}]",
      })
  void nothingIsWrongWithWhatWorksOrIsPaused(String annotation) {
    assertThat(problems(annotation)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | annotation is ignored: a JSON array is expected",
        "[{" + TAG + "}] | annotation is ignored: entry 0: fieldPath: a text is required",
        "[{'from':{'kind':'DockerImage','name':'a:b'},'fieldPath':'x'}] | annotation: entry 0 is"
            + " ignored: from must be of kind ImageStreamTag with a name NAME:TAG",
        "[{"
            + TAG
            + ",'fieldPath':'"
            + PATH
            + "[7].image'}] | annotation: fieldPath"
            + " \"spec.template.spec.containers[7].image\" names no container",
        "[{"
            + TAG
            + ",'fieldPath':'spec.containers[0].image'}] | annotation: fieldPath"
            + " \"spec.containers[0].image\" must be of the form"
            + " spec.template.spec.containers[?(@.name==\"NAME\")].image",
        "[{'from':{'kind':'ImageStreamTag','name':'a:none'},'fieldPath':'"
            + PATH
            + "[0].image'}] | annotation: tag own/a:none has no image; what follows it waits until"
            + " it has one",
        "[{"
            + TAG
            + ",'fieldPath':'"
            + PATH
            + "[0].image'},{'from':{'kind':'ImageStreamTag','name':'a:c'},'fieldPath':'"
            + PATH
            + "[0]image'}] | annotation: fieldPath"
            + " \"spec.template.spec.containers[0]image\" names a container that follows own/a:b",
      })
  void tellsWhatIsWrong(String annotation, String problem) {
    assertThat(problems(annotation)).containsExactly(problem);
  }

  @Test
  void kindsThatFollowNoTagsHaveNoProblems() {
    assertThat(problems(Kinds.CONFIG_MAP, "{}")).isEmpty();
  }
}
