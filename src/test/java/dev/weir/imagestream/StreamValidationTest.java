package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.event;
import static dev.weir.imagestream.StreamFixture.refused;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.source;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.stream;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.StreamName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamValidationTest {
  private static List<String> problems(SpecTag tag) {
    return refused(rules().create(stream(tag)));
  }

  private static List<String> named(String namespace, String name) {
    return refused(rules().create(ImageStream.empty(new StreamName(namespace, name))));
  }

  @Test
  void namesFollowTheGrammarOfRepositories() {
    assertThat(named("demo", ""))
        .containsExactly("metadata.name: Required value: name or generateName is required");
    assertThat(named("demo", ".."))
        .containsExactly("metadata.name: Invalid value: \"..\": may not be '..'");
    assertThat(named("demo", "a/b"))
        .containsExactly("metadata.name: Invalid value: \"a/b\": may not contain '/'");
    assertThat(named("demo", "a%b"))
        .containsExactly("metadata.name: Invalid value: \"a%b\": may not contain '%'");
    for (String bad : List.of("A", "a__b", "a--b", "-a", "a.")) {
      assertThat(named("demo", bad))
          .containsExactly(
              "metadata.name: Invalid value: \""
                  + bad
                  + "\": must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"");
    }
    assertThat(named("", "a")).containsExactly("metadata.namespace: Required value");
    assertThat(named("Demo", "a")).hasSize(1).first().asString().startsWith("metadata.namespace:");
  }

  @Test
  void namespaceAndNameTogetherHaveALimit() {
    String namespace = "n".repeat(63);
    ImageStream longest = ImageStream.empty(new StreamName(namespace, "a".repeat(191)));
    assertThat(rules().create(longest)).isInstanceOf(StreamRules.Written.Accepted.class);
    assertThat(named(namespace, "a".repeat(192))).hasSize(1);
    assertThat(rules().create(ImageStream.empty(new StreamName("n", "a.b_c-1"))))
        .isInstanceOf(StreamRules.Written.Accepted.class);
  }

  @Test
  void repositoryNamesNoTagAndNoDigest() {
    ImageStream stream = stream();
    for (var expected :
        List.of(
            List.of("quay.io/a/b:1", "the repository name may not contain a tag"),
            List.of("quay.io/a/b@" + StreamFixture.A, "the repository name may not contain an ID"),
            List.of("quay.io/A", "repository name must be lowercase"))) {
      ImageStream bad =
          new ImageStream(
              stream.metadata(), false, expected.getFirst(), stream.spec(), stream.tags());
      assertThat(refused(rules().create(bad)))
          .containsExactly(
              "spec.dockerImageRepository: Invalid value: \""
                  + expected.getFirst()
                  + "\": "
                  + expected.getLast());
    }
  }

  @Test
  void sourceNeedsKindAndName() {
    assertThat(problems(source("t", "DockerImage", "", "")))
        .containsExactly("spec.tags[t].from.name: Required value");
    assertThat(problems(source("t", "Image", "", "a")))
        .containsExactly(
            "spec.tags[t].from.kind: Required value: valid values are 'DockerImage',"
                + " 'ImageStreamImage', 'ImageStreamTag'");
    assertThat(problems(docker("t", "http://quay.io/a")))
        .containsExactly(
            "spec.tags[t].from.name: Invalid value: \"http://quay.io/a\": invalid reference"
                + " format");
  }

  @Test
  void onlyDockerImagesAreScheduled() {
    ImportPolicy scheduled = new ImportPolicy(false, true, ImportPolicy.LEGACY);
    assertThat(problems(source("t", "ImageStreamTag", "", "a").withImportPolicy(scheduled)))
        .containsExactly(
            "spec.tags[t].importPolicy.scheduled: Invalid value: true: only tags pointing to Docker"
                + " repositories may be scheduled for background import");
    assertThat(
            rules()
                .create(
                    stream(docker("t", "q.io/a@" + StreamFixture.A).withImportPolicy(scheduled))))
        .isInstanceOf(StreamRules.Written.Accepted.class);
  }

  @Test
  void policiesHaveKnownValues() {
    assertThat(problems(docker("t", "a").withImportPolicy(new ImportPolicy(false, false, "Some"))))
        .containsExactly(
            "spec.tags[t].importPolicy.importMode: Invalid value: \"Some\": invalid import mode,"
                + " valid modes are '', 'Legacy', 'PreserveOriginal'");
    assertThat(problems(docker("t", "a").withReferencePolicy("Here")))
        .containsExactly(
            "spec.tags[t].referencePolicy.type: Invalid value: \"Here\": valid values are"
                + " \"Source\", \"Local\"");
  }

  @Test
  void badTagNamesAreRefusedWhenTheyAreNew() {
    for (String bad : List.of("", "a:b", "a@b", "a/b", "-a", "x".repeat(129))) {
      assertThat(problems(SpecTag.named(bad))).hasSize(1).first().asString().contains(".name: ");
    }
    ImageStream old = stored().withSpecTag(SpecTag.named("a:b").withGeneration(1));
    assertThat(rules().update(old, old.withAnnotation("a", "b")))
        .isInstanceOf(StreamRules.Written.Accepted.class);
  }

  @Test
  void pullSpecsInStatusAreCheckedWhenWeirWritesThem() {
    ImageStream stored = stored();
    assertThat(refused(rules().edit(stored, with(stored, "t", event("", "", 1)))))
        .containsExactly("status.tags[t].items[0].dockerImageReference: Required value");
  }

  @Test
  void emptyStatusTagsGoWhenWeirWrites() {
    ImageStream stored = stored();
    assertThat(
            StreamFixture.accepted(rules().edit(stored, stored.withTag("t", TagHistory.EMPTY)))
                .tags())
        .isEmpty();
  }
}
