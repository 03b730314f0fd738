package dev.weir.pullthrough.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class MirrorLimitTest {
  private static final Scope ANYWHERE = new Scope(User.named("dev"), "");

  private final MirrorLimit rules = new MirrorLimit();

  private static ObjectNode project(String limit) {
    ObjectNode project = Json.object();
    Meta.of(project).put("name", "demo");
    Meta.setAnnotation(project, MirrorLimit.ANNOTATION, limit);
    return project;
  }

  @ParameterizedTest
  @CsvSource({"10Gi, 10737418240", "500Mi, 524288000", "1000, 1000", "1k, 1000", "1.5Ki, 1536"})
  void aSizeIsReadAsKubernetesWritesIt(String text, long bytes) {
    assertThat(MirrorLimit.parse(text)).isEqualTo(bytes);
    assertThat(MirrorLimit.read(Map.of("demo", text))).containsExactly(Map.entry("demo", bytes));
  }

  @Test
  void aProjectIsToldWhatIsNoSize() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> rules.creating(ANYWHERE, Kinds.NAMESPACE, project("much")))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(422))
        .withMessageContaining("metadata.annotations[weir.dev/mirror-limit]")
        .withMessageContaining("such as 500Mi or 10Gi, not \"much\"");
    rules.creating(ANYWHERE, Kinds.NAMESPACE, project("1Gi"));
  }

  @Test
  void whatWasThereBeforeItWasCheckedStaysAndBoundsNothing() {
    rules.updating(ANYWHERE, Kinds.NAMESPACE, project("much"), project("much"));
    assertThat(MirrorLimit.read(Map.of("demo", "much"))).isEmpty();
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(
            () -> rules.updating(ANYWHERE, Kinds.NAMESPACE, project("much"), project("more")));
  }
}
