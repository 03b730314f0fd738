package dev.weir.platform.core;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LimitKindsTest {
  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  private static String range(String limit) {
    return "metadata: {name: l}\nspec: {limits: [%s]}".formatted(limit);
  }

  private static String quota(String spec) {
    return "metadata: {name: q}\nspec: {%s}".formatted(spec);
  }

  @Test
  void aContainersDefaultsFollowFromItsBounds() {
    ObjectNode made =
        kinds.create(
            "limitranges", range("{type: Container, max: {cpu: 1000m}, min: {memory: 1024Mi}}"));

    assertThat(at(made, "/spec/limits/0"))
        .isEqualTo(
            "{\"type\":\"Container\",\"max\":{\"cpu\":\"1\"},\"min\":{\"memory\":\"1Gi\"},"
                + "\"default\":{\"cpu\":\"1\"},\"defaultRequest\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}");
  }

  @Test
  void imageLimitsAreTakenAsTheyAre() {
    ObjectNode made =
        kinds.create(
            "limitranges",
            range(
                "{type: openshift.io/ImageStream, max: {openshift.io/images: 20}},"
                    + "{type: openshift.io/Image, max: {storage: 1Gi}}"));

    assertThat(at(made, "/spec/limits/0/max")).isEqualTo("{\"openshift.io/images\":\"20\"}");
    assertThat(at(made, "/spec/limits/1/max/storage")).isEqualTo("1Gi");
  }

  @Test
  void boundsThatContradictEachOtherAreRefused() {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "limitranges",
                        range("{type: Pod, min: {cpu: 2}, max: {cpu: 1, foo: 1, memory: x}}"))))
        .containsExactly(
            "spec.limits[0].max[memory]: Invalid value: \"x\": quantities must match the regular"
                + " expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            "spec.limits[0].max[foo]: Invalid value: \"foo\": must be a standard limit type or"
                + " fully qualified",
            "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value"
                + " 1");
  }

  @Test
  void twoLimitsOfOneTypeAreRefused() {
    assertThat(
            problems(
                () ->
                    kinds.create("limitranges", range("{type: Pod},{type: Pod},{max: {cpu: 1}}"))))
        .containsExactly(
            "spec.limits[1].type: Duplicate value: \"Pod\"", "spec.limits[2].type: Required value");
  }

  @Test
  void aQuotaCountsKindsAndAmounts() {
    kinds.create(
        "resourcequotas",
        quota(
            "hard: {pods: '10', limits.cpu: 2000m, count/deployments.apps: 5,"
                + " openshift.io/imagestreams: 10}"));
    kinds.edit(
        kinds.rest("resourcequotas").subresource("status"),
        "q",
        quota ->
            quota.set(
                "status",
                KindsFixture.yaml(
                    "{hard: {pods: 10, limits.cpu: 2}, used: {pods: 3, limits.cpu: 500m}}")));

    assertThat(at(kinds.get("resourcequotas", "q"), "/spec/hard/limits.cpu")).isEqualTo("2");
    assertThat(kinds.columns("resourcequotas")).isEqualTo("Name | Age | Request | Limit");
    assertThat(kinds.row("resourcequotas", "q"))
        .isEqualTo("q | 66m | pods: 3/10 | limits.cpu: 500m/2");
  }

  @Test
  void aQuotaRefusesWhatNobodyCounts() {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "resourcequotas",
                        quota("hard: {pods: 1500m, foo: 1, cpu: -1}, scopes: [X]"))))
        .containsExactly(
            "spec.hard[cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
            "spec.hard[foo]: Invalid value: \"foo\": must be a standard resource for quota or fully"
                + " qualified",
            "spec.hard[pods]: Invalid value: \"1500m\": must be an integer",
            "spec.scopes: Invalid value: \"X\": unsupported scope");
  }

  @Test
  void aQuotaOfSomePodsIsAboutPods() {
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "resourcequotas",
                        quota("hard: {pods: 1, secrets: 1}, scopes: [CrossNamespacePodAffinity]"))))
        .containsExactly(
            "spec.scopes: Invalid value: \"CrossNamespacePodAffinity\": unsupported scope",
            "spec.hard[secrets]: Invalid value: \"secrets\": unsupported scope applied to"
                + " resource");
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "resourcequotas",
                        quota(
                            "hard: {pods: 1}, scopeSelector: {matchExpressions: [{scopeName:"
                                + " PriorityClass, operator: In}]}"))))
        .containsExactly(
            "spec.scopeSelector.matchExpressions[0].values: Invalid value: \"[]\": must be at least"
                + " one value when `operator` is 'In' or 'NotIn' for scope selector");
  }

  @Test
  void aClientCannotWriteTheUsageOfAQuota() {
    ObjectNode made =
        kinds.create("resourcequotas", quota("hard: {pods: 1}}\nstatus: {used: {pods: 7}"));

    assertThat(at(made, "/status")).isEqualTo("{}");
  }
}
