package dev.weir.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.SourceStreams;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a lookup annotation comes to nothing. */
class LookupProblemsTest {
  private static final String AT_WORKLOAD =
      "{metadata: {annotations: {alpha.image.policy.openshift.io/resolve-names: '%s'}}}";
  private static final String AT_PODS = "{spec: {template: " + AT_WORKLOAD + "}}";
  private static final String AT_CRON_JOBS_PODS = "{spec: {jobTemplate: " + AT_PODS + "}}";

  private static List<String> problems(ResourceKind kind, String yaml, String value) {
    return new ImageLookup(
            SourceStreams.NONE,
            new RegistryHosts("registry:5000", Set.of()::contains),
            PodPaths.workload(kind).stream().toList(),
            _ -> false)
        .remarks(kind, KindsFixture.yaml(yaml.formatted(value)));
  }

  @Test
  void anotherValueThanTheStarIsTold() {
    String told =
        "annotation alpha.image.policy.openshift.io/resolve-names: the value \"true\" does nothing;"
            + " only * lets names be those of image streams";
    assertThat(problems(Kinds.DEPLOYMENT, AT_WORKLOAD, "true")).containsExactly(told);
    assertThat(problems(Kinds.DEPLOYMENT, AT_PODS, "true")).containsExactly(told);
    assertThat(problems(Kinds.CRON_JOB, AT_CRON_JOBS_PODS, "true")).containsExactly(told);
    assertThat(problems(Kinds.DEPLOYMENT_CONFIG, AT_PODS, "true")).containsExactly(told);
    assertThat(problems(Kinds.POD, AT_WORKLOAD, "true")).containsExactly(told);
  }

  @Test
  void theStarIsNotToldNorIsWhatNobodyLooksUp() {
    assertThat(problems(Kinds.DEPLOYMENT, AT_WORKLOAD, "*")).isEmpty();
    assertThat(problems(Kinds.DEPLOYMENT, AT_PODS, "*")).isEmpty();
    assertThat(problems(Kinds.CONFIG_MAP, AT_WORKLOAD, "true")).isEmpty();
    assertThat(problems(Kinds.POD, "{metadata: {name: x}}", "")).isEmpty();
  }
}
