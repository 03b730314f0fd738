package dev.weir.platform.openshift.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose turn it is, and which finished builds are too many (controllers-and-access.md 3.5). */
class TurnsTest {
  /** Builds by number from 1, each {@code POLICY PHASE}; a star means that one may be taken. */
  private static List<QueuedBuild> builds(String text) {
    List<QueuedBuild> all = new ArrayList<>();
    for (String one : text.split(",")) {
      String[] words = one.strip().replace("*", "").split(" ");
      String policy = words[0].replace("Latest", "SerialLatestOnly");
      int number = all.size() + 1;
      all.add(
          QueuedBuild.of(
              ApiObject.of(
                  KindsFixture.yaml(
                      """
                      metadata:
                        name: 'b%d'
                        creationTimestamp: '2026-03-01T10:00:0%dZ'
                        labels: {openshift.io/build.start-policy: %s}
                        annotations: {openshift.io/build.number: '%d'}
                      status: {phase: %s, conditions: [{type: Startable, status: '%s'}]}
                      """
                          .formatted(
                              number,
                              number,
                              policy,
                              number,
                              words[1],
                              one.endsWith("*") ? "True" : "False")))));
    }
    return all;
  }

  private static String names(List<QueuedBuild> builds) {
    return builds.stream().map(QueuedBuild::name).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Serial New, Serial New; b1; ''",
        "Serial New*, Serial New; ''; ''",
        "Serial Pending, Serial New; ''; ''",
        "Serial Running, Serial New; ''; ''",
        "Serial Complete, Serial New, Serial New; b2; ''",
        "Serial Failed, Serial Cancelled, Serial New; b3; ''",
        "Parallel New, Parallel New, Parallel New; b1 b2 b3; ''",
        "Parallel Running, Parallel New; b2; ''",
        "Serial Running, Parallel New; ''; ''",
        "Serial New*, Parallel New; ''; ''",
        "Serial New, Parallel New; b1; ''",
        "Parallel Running, Serial New, Parallel New; b3; ''",
        "Parallel New, Serial New; b1; ''",
        "Latest New; b1; ''",
        "Latest New, Latest New, Latest New; b3; b1 b2",
        "Latest Running, Latest New, Latest New; ''; b2",
        "Latest Pending, Latest New; ''; b1",
        "Latest New*, Latest New; b2; b1",
        "Serial New, Latest New; b1; ''",
      })
  void itIsATurnByThePolicyOfEachBuild(String builds, String start, String superseded) {
    Turns turns = Turns.of(builds(builds));

    assertThat(names(turns.start())).isEqualTo(start);
    assertThat(names(turns.superseded())).isEqualTo(superseded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Serial New, Serial New, Serial New; {b2=b1, b3=b1}",
        "Serial Running, Serial New; {b2=b1}",
        "Serial Complete, Serial New; {}",
        "Serial New*, Parallel New; {b2=b1}",
        "Parallel Running, Serial New, Parallel New; {b2=b1}",
        "Latest Running, Latest New, Latest New; {b3=b1}",
      })
  void whoWaitsKnowsForWhom(String builds, String behind) {
    Map<String, String> names = new TreeMap<>();
    Turns.of(builds(builds)).behind().forEach((build, other) -> names.put(build.name(), other));
    assertThat(names).hasToString(behind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2; 1; b1 b2 b4",
        "0; 5; b1 b3 b5",
        "5; 0; b2 b4 b7",
        "-1; -1; ''",
      })
  void soManyFinishedBuildsAreKept(int good, int bad, String gone) {
    var config =
        KindsFixture.yaml(
            "spec: {successfulBuildsHistoryLimit: %d, failedBuildsHistoryLimit: %d}"
                .formatted(good, bad));
    List<QueuedBuild> all =
        builds(
            "Serial Complete, Serial Failed, Serial Complete, Serial Error, Serial Complete, Serial"
                + " Running, Serial Cancelled, Serial New");

    assertThat(names(FinishedBuilds.tooMany(config, all))).isEqualTo(gone);
  }

  @Test
  void allAreKeptWhereNothingIsSaid() {
    assertThat(
            FinishedBuilds.tooMany(
                KindsFixture.yaml("spec: {successfulBuildsHistoryLimit: null}"),
                builds("Serial Complete, Serial Failed")))
        .isEmpty();
  }
}
