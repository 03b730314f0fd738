package dev.weir.cli.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.YamlDocuments;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StreamTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static JsonNode stream(String yaml) {
    return YamlDocuments.documents(yaml).getFirst();
  }

  @Test
  void showsSourcesPoliciesHistoryAndFailures() {
    JsonNode stream =
        stream(
            """
            metadata: {name: ruby, namespace: demo, creationTimestamp: "2023-12-01T00:00:00Z",
              labels: {app: ruby}, annotations: {openshift.io/display-name: Ruby}}
            spec:
              lookupPolicy: {local: false}
              tags:
              - {name: latest, from: {kind: ImageStreamTag, name: "2.0"}}
              - name: "2.0"
                annotations: {description: Build Ruby 2.0, tags: "builder,ruby", supports: "ruby:2.0,ruby",
                  sampleRepo: "https://github.com/x/y.git"}
                from: {kind: DockerImage, name: "docker.io/openshift/ruby-20-centos7:latest"}
                generation: 2
                importPolicy: {scheduled: true, insecure: true}
                referencePolicy: {type: Local}
              - name: ins
                from: {kind: DockerImage, name: "reg.local:5000/a/b:1"}
                generation: 3
                importPolicy: {insecure: true}
                referencePolicy: {type: Source}
            status:
              dockerImageRepository: registry.example.com/demo/ruby
              tags:
              - tag: "2.0"
                items:
                - {created: "2023-12-01T00:00:00Z", generation: 2, image: "sha256:1111",
                   dockerImageReference: "docker.io/openshift/ruby-20-centos7@sha256:1111"}
                - {created: "2023-12-01T00:00:00Z", generation: 1, image: "sha256:2222",
                   dockerImageReference: "docker.io/openshift/ruby-20-centos7@sha256:2222"}
              - tag: ins
                items: []
                conditions:
                - {type: ImportSuccess, status: "False", generation: 2, reason: NotFound,
                   message: 'dockerimage.image.openshift.io "reg.local:5000/a/b:1" not found',
                   lastTransitionTime: "2023-12-01T00:00:00Z"}
            """);
    assertThat(StreamText.of(stream, Map.of(), NOW))
        .isEqualTo(
            """
            Name:\t\t\truby
            Namespace:\t\tdemo
            Created:\t\t2 years ago
            Labels:\t\t\tapp=ruby
            Annotations:\t\topenshift.io/display-name=Ruby
            Image Repository:\tregistry.example.com/demo/ruby
            Image Lookup:\t\tlocal=false
            Unique Images:\t\t2
            Tags:\t\t\t3

            2.0 (latest)
              updates automatically from registry docker.io/openshift/ruby-20-centos7:latest
                will use insecure HTTPS or HTTP connections
                prefer registry pullthrough when referencing this tag

              Build Ruby 2.0
              Tags: builder, ruby
              Supports: ruby:2.0, ruby
              Example Repo: https://github.com/x/y.git

              * docker.io/openshift/ruby-20-centos7@sha256:1111
                  2 years ago
                docker.io/openshift/ruby-20-centos7@sha256:2222
                  2 years ago

            ins
              tagged from reg.local:5000/a/b:1
                will use insecure HTTPS or HTTP connections

              ~ importing latest image ...
              ! error: Import failed (NotFound): dockerimage.image.openshift.io "reg.local:5000/a/b:1" not found
                  2 years ago
            """);
  }

  @Test
  void saysWhenThereAreNoTags() {
    assertThat(
            StreamText.of(
                stream(
                    "metadata: {name: a, namespace: b, creationTimestamp: '2025-12-31T23:59:00Z'}"),
                Map.of(),
                NOW))
        .isEqualTo(
            """
            Name:\t\t\ta
            Namespace:\t\tb
            Created:\t\tAbout a minute ago
            Labels:\t\t\t<none>
            Annotations:\t\t<none>
            Image Repository:\t
            Image Lookup:\t\tlocal=false
            Tags:\t\t\t<none>
            """);
  }

  private static String told(String check) {
    JsonNode stream =
        stream(
            """
            metadata: {name: a, namespace: b, creationTimestamp: '2025-12-31T23:59:00Z'}
            spec:
              tags:
              - {name: v1, generation: 1, from: {kind: DockerImage, name: "reg.local/a:1"},
                 importPolicy: {scheduled: true}}
              - {name: v2, generation: 1, from: {kind: DockerImage, name: "reg.local/a:2"}}
            """);
    String text = StreamText.of(stream, Map.of("v1", stream(check)), NOW);
    return text.substring(text.indexOf("v1\n"), text.indexOf("  ~ importing"));
  }

  @Test
  void saysOfAScheduledTagWhenItIsLookedAtAndWhatCameOfIt() {
    assertThat(
            told(
                """
                spec: {interval: 15m0s}
                status: {lastCheckTime: "2025-12-31T23:57:00Z", lastResult: Unchanged,
                  nextCheckTime: "2026-01-01T00:12:00Z", late: false}
                """))
        .isEqualTo(
            """
            v1
              updates automatically from registry reg.local/a:1

              scheduled every 15m, looked at 3m ago: unchanged, next in 12m
            """);
    assertThat(
            told(
                """
                spec: {interval: 24h0m0s}
                status: {slow: true, nextCheckTime: "2026-01-01T12:00:00Z", late: false}
                """))
        .endsWith(
            "\n"
                + "  scheduled every 24h (it has not moved for long), not looked at yet, next in"
                + " 12h\n");
  }

  @Test
  void saysOfALateTagForHowLongAndWhy() {
    assertThat(
            told(
                """
                spec: {interval: 1m30s}
                status: {lastCheckTime: "2025-12-31T23:54:30Z", lastResult: Failed, message: no route,
                  nextCheckTime: "2025-12-31T23:56:00Z", late: true,
                  lateReason: "reg.local answered 429, it is asked again in 2m"}
                """))
        .isEqualTo(
            """
            v1
              updates automatically from registry reg.local/a:1

              scheduled every 1m30s, looked at 5m30s ago: failed
              ! late for 4m: reg.local answered 429, it is asked again in 2m
            """);
  }

  @Test
  void tellsWhatATagKeepsOfItsHistoryAndHowMuchLeft() {
    JsonNode stream =
        stream(
            """
            metadata: {name: ruby, namespace: demo, creationTimestamp: "2025-12-01T00:00:00Z",
              annotations: {weir.dev/keep: "revisions=2,age=36h",
                weir.dev/history-left: "a: 1 event left (3 revisions and 1d12h stay); b.1: 9884 events left (x)"}}
            spec:
              tags:
              - {name: c, annotations: {weir.dev/keep: all}}
            status:
              tags:
              - {tag: a, items: []}
              - {tag: b.1, items: []}
            """);

    assertThat(StreamText.of(stream, Map.of(), NOW).lines())
        .filteredOn(line -> line.startsWith("  keeps"))
        .containsExactlyInAnyOrder(
            "  keeps its newest 3 revisions and all of the last 1d12h; 1 older event left",
            "  keeps its newest 3 revisions and all of the last 1d12h; 9884 older events left",
            "  keeps all of its history");
  }

  @Test
  void saysNothingOfHistoriesThatKeepWhatAllKeep() {
    JsonNode stream =
        stream(
            """
            metadata: {name: ruby, namespace: demo, creationTimestamp: "2025-12-01T00:00:00Z"}
            status: {tags: [{tag: a, items: []}]}
            """);

    assertThat(StreamText.of(stream, Map.of(), NOW)).doesNotContain("keeps");
  }
}
