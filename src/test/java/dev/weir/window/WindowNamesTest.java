package dev.weir.window;

import static dev.weir.window.WindowServer.HOST;
import static dev.weir.window.WindowServer.NOBODY;
import static dev.weir.window.WindowServer.PULLER;
import static dev.weir.window.WindowServer.READER;
import static dev.weir.window.WindowServer.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.StreamName;
import dev.weir.streams.StoredStream;
import dev.weir.window.WindowServer.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which names the repositories of windows are found. */
@Timeout(60)
class WindowNamesTest {
  private final WindowServer weir = new WindowServer();

  WindowNamesTest() throws Exception {}

  @BeforeEach
  void openWindows() {
    weir.project("docker", Window.UPSTREAM, "docker.io");
    weir.project("docker2", Window.UPSTREAM, "registry-1.docker.io");
    weir.project("kube", Window.UPSTREAM, "registry.k8s.io");
    weir.project("self", Window.UPSTREAM, HOST);
  }

  @AfterEach
  void close() throws Exception {
    weir.close();
  }

  private String found(String ns, String path) {
    WindowRepository repository = weir.windows.names().find(ns, path);
    String shown = repository.shown().map(s -> " = " + s.repository()).orElse("");
    return repository.stream() + shown;
  }

  /** A stream that somebody makes by hand. */
  private void make(String project, String name) {
    StreamName stream = new StreamName(project, name);
    StoredStream absent = weir.streams.store().newest(stream);
    assertThat(
            weir.streams
                .writer()
                .write(absent, weir.streams.writer().fresh(stream), Origin.UNKNOWN, false))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "team/app, team/app",
    "docker/busybox, docker/library.busybox = docker.io/library/busybox",
    "docker/library/busybox, docker/library.busybox = docker.io/library/busybox",
    "docker/library.busybox, docker/library.busybox = docker.io/library/busybox",
    "docker/bitnami/redis, docker/bitnami.redis = docker.io/bitnami/redis",
    "docker/a/b/c/d, docker/a.b.c.d = docker.io/a/b/c/d",
    "docker/a__b, docker/library.a_u_b = docker.io/library/a__b",
    "kube/pause, kube/pause = registry.k8s.io/pause",
    "kube/kube-state-metrics/kube-state-metrics, kube/kube-state-metrics.kube-state-metrics ="
        + " registry.k8s.io/kube-state-metrics/kube-state-metrics",
    "self/app, self/app",
  })
  void aPathBelowAProjectIsTheUpstreamsOrAStream(String path, String found) {
    assertThat(found("", path)).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io, library/busybox, docker/library.busybox = docker.io/library/busybox",
    "index.docker.io, library/busybox, docker/library.busybox = docker.io/library/busybox",
    "registry-1.docker.io, library/busybox, docker/library.busybox = docker.io/library/busybox",
    "docker.io, team/app, docker/team.app = docker.io/team/app",
    "registry.k8s.io, pause, kube/pause = registry.k8s.io/pause",
    "Registry.K8s.IO, pause, kube/pause = registry.k8s.io/pause",
    "registry.k8s.io, a.b, kube/a_d_b = registry.k8s.io/a.b",
    "registry.test:5000, team/app, team/app",
    "registry.test:5000, docker/busybox, docker/library.busybox = docker.io/library/busybox",
  })
  void withNsTheWholePathIsTheUpstreamsAndOurOwnHostCountsAsNone(
      String ns, String path, String found) {
    assertThat(found(ns, path)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(ints = {244, 245, 246, 251, 255})
  void aPathThatIsTooLongForAPullSpecOfTheUpstreamIsRefusedByEachOfItsNames(int length)
      throws Exception {
    String path = "a/" + "b".repeat(length - 2);
    int status = ("docker.io/" + path).length() <= 255 ? 403 : 400;
    for (String name : List.of("docker/" + path, path.replace('/', '.'))) {
      String url = name.contains("/") ? name : "docker/" + name;
      Answer answer = weir.get(READER, "/v2/" + url + "/manifests/1");
      assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }
    Answer ns = weir.get(READER, "/v2/" + path + "/manifests/1?ns=docker.io");
    assertThat(ns.status()).as(ns.text()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quay.io", "10.0.0.1:5000", "nonsense", "https://docker.io", "../x", "\n"})
  void anUpstreamThatNoProjectShowsIsUnknown(String ns) {
    assertThatExceptionOfType(NoWindowException.class)
        .isThrownBy(() -> weir.windows.names().find(ns, "library/busybox"))
        .withMessageContaining("no project here is a window on")
        .withMessageNotContaining("\n");
  }

  @Test
  void aStreamThatIsNoCodeOfAPathStaysUsableByItsName() {
    assertThat(found("", "docker/mine")).contains("docker.io/library/mine");
    make("docker", "mine");
    assertThat(found("", "docker/mine")).isEqualTo("docker/mine");
    make("kube", "a_d");
    assertThat(found("", "kube/a_d")).isEqualTo("kube/a_d");
    assertThat(found("registry.k8s.io", "a_d")).isEqualTo("kube/a_xd = registry.k8s.io/a_d");
  }

  @Test
  void outsideWindowsNamesStayOfTwoParts() {
    for (String path : new String[] {"team/a/b", "team", "team/a--b"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> found("", path));
    }
  }

  @Test
  void aPathWhoseNameWouldBeTooLongIsRefusedWithTheReason() {
    weir.project("of-a-longer-name", Window.UPSTREAM, "docker.io");
    String path = "of-a-longer-name/a/" + "b".repeat(236);
    assertThat(found("", path)).startsWith("of-a-longer-name/a.bbb");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> found("", path + "b"))
        .withMessageContaining("cannot be longer than 255 characters");
  }

  @Test
  void whoHasNoRightIsNotToldByARefusalWhetherAStreamIsThere() throws Exception {
    String path = "/v2/kube/a_d/manifests/1";
    Answer stranger = weir.get(STRANGER, path);
    Answer nobody = weir.get(NOBODY, path);
    make("kube", "a_d");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(weir.get(STRANGER, path).text()).isEqualTo(stranger.text());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(weir.get(NOBODY, path).header("WWW-Authenticate"))
        .isEqualTo(nobody.header("WWW-Authenticate"));
    assertThat(weir.get(NOBODY, path).text()).isEqualTo(nobody.text());
  }

  @Test
  void theDoorAnswersByTheUpstreamThatItWasAskedFor() throws Exception {
    String host = weir.upstream.host();
    Answer unknown = weir.get(NOBODY, "/v2/library/busybox/manifests/1?ns=quay.io");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo("NAME_UNKNOWN");
    assertThat(unknown.header("OCI-Namespace")).isEmpty();

    Answer refused = weir.get(NOBODY, "/v2/library/busybox/manifests/1?ns=" + host);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("OCI-Namespace")).isEqualTo(host);

    Answer missing = weir.get(PULLER, "/v2/library/busybox/manifests/1?ns=" + host);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("OCI-Namespace")).isEqualTo(host);

    for (String rest : new String[] {"tags/list", "blobs/sha256:" + "0".repeat(64)}) {
      Answer answer = weir.get(READER, "/v2/library/busybox/" + rest + "?ns=" + host);
      assertThat(answer.status()).as(rest).isEqualTo(404);
      assertThat(answer.header("OCI-Namespace")).isEqualTo(host);
    }
    assertThat(weir.get(NOBODY, "/v2/team/a/b/manifests/1").code()).isEqualTo("NAME_INVALID");
    assertThat(weir.get(NOBODY, "/v2/team/a/manifests/1?ns=" + HOST).status()).isEqualTo(401);
  }
}
