package dev.weir.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.follower.KindWithTriggers;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.host.PodKinds;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.store.memory.MemoryStore;
import dev.weir.trigger.Annotated;
import dev.weir.workload.PodPaths;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What of other registries is in use hangs on what workloads name, here and elsewhere. */
class NamedImagesTest {
  private static final List<KindWithTriggers> WITH_TRIGGERS =
      Stream.concat(
              OpenShiftKinds.WITH_TRIGGERS.stream(),
              PodPaths.workload(Kinds.DEPLOYMENT).stream().map(Annotated::new))
          .toList();

  private final MemoryStore store = new MemoryStore();
  private final OwnHost host = new OwnHost(store);
  private final RefusingCluster cluster = new RefusingCluster();
  private final RefusingCluster own = new RefusingCluster();
  private final NamedImages named =
      new NamedImages(host, own, Optional.of(cluster), WITH_TRIGGERS, PodKinds.ALL);

  @AfterEach
  void close() {
    host.close();
    store.close();
  }

  @Test
  void thoseOfPodsElsewhereAreNamed() {
    cluster.pod("quay.io/a/b:1");
    assertThat(named.all()).containsExactly("quay.io/a/b:1");
  }

  @Test
  void thoseThatPodsMountAsVolumesAreNamedElsewhere() {
    cluster.hold(
        Kinds.STATEFUL_SET,
        """
        metadata: {name: d, namespace: n}
        spec:
          template:
            spec:
              containers: [{name: c, image: "quay.io/a/b:1"}]
              volumes: [{name: v, image: {reference: "quay.io/a/data:1"}}, {name: e}]
        """);
    assertThat(named.all()).containsExactly("quay.io/a/b:1", "quay.io/a/data:1");
  }

  private static String paused(String namespace) {
    return """
    metadata:
      name: d
      namespace: %s
      annotations:
        image.openshift.io/triggers: |
          [{"from": {"kind": "ImageStreamTag", "namespace": "hub", "name": "busybox:1"},
            "fieldPath": "spec.template.spec.containers[0].image", "paused": "true"}]
    """
        .formatted(namespace);
  }

  @Test
  void tagsThatPausedTriggersFollowAreNamedHereAndElsewhere() {
    own.hold(Kinds.DEPLOYMENT, paused("n"));
    assertThat(named.all()).containsExactly("registry.weir.invalid/hub/busybox:1");
    cluster.hold(Kinds.STATEFUL_SET, paused("n"));
    assertThat(named.all())
        .containsExactly(
            "registry.weir.invalid/hub/busybox:1", "registry.weir.invalid/hub/busybox:1");
  }

  @Test
  void tagsThatDeploymentConfigsAndBuildsFollowAreNamed() {
    own.hold(
        Kinds.DEPLOYMENT_CONFIG,
        """
        metadata: {name: d, namespace: n}
        spec:
          triggers:
          - type: ImageChange
            imageChangeParams:
              automatic: false
              containerNames: [c]
              from: {kind: ImageStreamTag, namespace: hub, name: "a:1"}
        """);
    own.hold(
        Kinds.BUILD_CONFIG,
        """
        metadata: {name: b, namespace: n}
        spec:
          strategy: {dockerStrategy: {}}
          triggers:
          - type: ImageChange
            imageChange: {from: {kind: ImageStreamTag, namespace: hub, name: "b:1"}}
        """);
    assertThat(named.all())
        .containsExactly("registry.weir.invalid/hub/a:1", "registry.weir.invalid/hub/b:1");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 408, 410, 429, 500, 503, 504})
  void aRefusalForAWhileDoesNotMeanThatNothingIsNamed(int code) {
    cluster.refuse(Kinds.POD, code);
    assertThatThrownBy(() -> named.all().toList())
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("pods");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void kindsThatTagsMoveMustBeReadable(int code) {
    cluster.refuse(Kinds.DEPLOYMENT, code);
    assertThatThrownBy(() -> named.all().toList()).isInstanceOf(StatusException.class);
  }

  @Test
  void aKindThatTheClusterDoesNotHaveNamesNothing() {
    cluster.pod("quay.io/a/b:1");
    cluster.refuse(Kinds.DEPLOYMENT_CONFIG, 404);
    assertThat(named.all()).containsExactly("quay.io/a/b:1");
  }

  @Test
  void whatTheAccountMayNotSeeNamesNothingAndIsSaidOnce() {
    cluster.refuse(Kinds.POD, 403);
    Logger logger = (Logger) LoggerFactory.getLogger(NamedImages.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      assertThat(named.all()).isEmpty();
      assertThat(named.all()).isEmpty();
      List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertThat(lines).singleElement().asString().contains("pods", "--workloads");
    } finally {
      logger.detachAppender(log);
    }
  }
}
