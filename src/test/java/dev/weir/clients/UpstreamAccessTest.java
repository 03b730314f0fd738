package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.clients.UpstreamAccess.Row;
import dev.weir.clients.UpstreamAccess.Upstream;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.SelfSigned;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Logins, proxies, plain HTTP and authorities of one's own, each tried in all ways in which Weir
 * asks another registry: somebody imports, a schedule looks, somebody pulls through.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamAccessTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/";
  private static final String CHECKS = "/apis/weir.dev/v1/namespaces/";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path work;
  private FakeProxy proxy;
  private ServerProcess server;
  private ApiCaller caller;
  private ThroughCalls calls;
  private UpstreamAccess access;

  @BeforeAll
  void start() throws Exception {
    SelfSigned trusted =
        SelfSigned.make(
            Duration.ofHours(-1), Duration.ofHours(1), "127.0.0.1", UpstreamAccess.NAMES);
    Path authority = work.resolve("authority.pem");
    trusted.writeAuthority(authority);
    proxy = new FakeProxy();
    String way = "http://" + proxy.host();
    server =
        ServerProcess.start(
            Map.of("HTTPS_PROXY", way, "HTTP_PROXY", way, "NO_PROXY", "127.0.0.1"),
            List.of(),
            work.resolve("data"),
            "--audit-log",
            "off",
            "--least-check-interval",
            "1s",
            "--upstream-ca",
            authority.toString());
    caller = ApiCaller.of(server);
    calls = new ThroughCalls(server, caller);
    access = new UpstreamAccess(trusted, proxy);
  }

  @AfterAll
  void stop() throws Exception {
    calls.close();
    caller.close();
    server.close();
    proxy.close();
  }

  static List<Row> rows() {
    return UpstreamAccess.rows();
  }

  /** A project with what the row says is there. */
  private void prepare(String project, Upstream upstream) throws Exception {
    calls.project(project);
    for (String secret : upstream.secrets()) {
      caller.create("/api/v1/namespaces/" + project + "/secrets", secret);
    }
  }

  private static String annotations(Upstream upstream) {
    return upstream.annotated() ? "'openshift.io/image.insecureRepository':'true'" : "";
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anImportHasTheAccess(Row row) throws Exception {
    try (Upstream upstream = access.open(row)) {
      String project = "import-" + row.name();
      prepare(project, upstream);
      Digest digest = TestImages.single(upstream.repository(), "v1");
      caller.create(
          IMAGES + project + "/imagestreams",
          "{'metadata':{'name':'app','annotations':{%s}}}".formatted(annotations(upstream)));

      JsonNode found =
          caller
              .create(
                  IMAGES + project + "/imagestreamimports",
                  ("{'metadata':{'name':'app'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                          + "'importPolicy':{'insecure':%s},"
                          + "'from':{'kind':'DockerImage','name':'%s/team/app:v1'}}]}}")
                      .formatted(upstream.insecure(), upstream.host()))
              .at("/status/images/0");

      String message = found.at("/status/message").asString("");
      if (row.isGranted()) {
        assertThat(found.at("/image/metadata/name").asString(""))
            .as(message)
            .isEqualTo(digest.toString());
      } else {
        assertThat(found.at("/status/status").asString("")).isEqualTo("Failure");
        assertThat(message).contains(row.refusal());
      }
      upstream.check();
    }
    assertNoPasswordIsLogged();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aPullThroughHasTheAccess(Row row) throws Exception {
    try (Upstream upstream = access.open(row)) {
      String project = "pull-" + row.name();
      prepare(project, upstream);
      Digest digest = TestImages.single(upstream.repository(), project); // known to nobody here
      String other =
          ("{'name':'other','reference':true,'importPolicy':{'insecure':%s},"
                  + "'from':{'kind':'DockerImage','name':'%s/team/app:other'}}")
              .formatted(upstream.insecure(), upstream.host());
      caller.create(
          IMAGES + project + "/imagestreams",
          "{'metadata':{'name':'app','annotations':{%s}},'spec':{'tags':[%s]}}"
              .formatted(annotations(upstream), other));
      caller.create(
          IMAGES + project + "/imagestreammappings",
          ("{'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'%1$s'},"
                  + "'dockerImageReference':'%2$s/team/app@%1$s'}}")
              .formatted(digest, upstream.host()));

      Pulled manifest = calls.get(project + "/app/manifests/v1");

      if (row.isGranted()) {
        assertThat(manifest.status())
            .as(new String(manifest.body(), StandardCharsets.UTF_8))
            .isEqualTo(200);
        String layer = manifest.json().at("/layers/0/digest").asString("");
        assertThat(calls.get(project + "/app/blobs/" + layer).status()).isEqualTo(200);
      } else {
        assertThat(manifest.status()).isIn(403, 503);
        assertThat(manifest.message()).contains(row.pullRefusal());
      }
      upstream.check();
    }
    assertNoPasswordIsLogged();
  }

  @Test
  void aScheduleHasTheAccess() throws Exception {
    Map<Row, Upstream> all = new LinkedHashMap<>();
    try {
      for (Row row : rows()) {
        Upstream upstream = access.open(row);
        all.put(row, upstream);
        String project = "schedule-" + row.name();
        prepare(project, upstream);
        TestImages.single(upstream.repository(), "v1");
        caller.create(
            IMAGES + project + "/imagestreams",
            ("{'metadata':{'name':'app','annotations':{'weir.dev/check-interval':'1s'%s}},"
                    + "'spec':{'tags':[{'name':'v1',"
                    + "'importPolicy':{'insecure':%s,'scheduled':true},"
                    + "'from':{'kind':'DockerImage','name':'%s/team/app:v1'}}]}}")
                .formatted(
                    upstream.annotated() ? "," + annotations(upstream) : "",
                    upstream.insecure(),
                    upstream.host()));
      }
      for (Map.Entry<Row, Upstream> one : all.entrySet()) {
        Row row = one.getKey();
        if (row.isGranted()) {
          awaitImage(row, Digest.of(one.getValue().repository().findManifest("v1").orElseThrow()));
        } else {
          awaitRefusal(row);
        }
      }
      for (Map.Entry<Row, Upstream> one : all.entrySet()) {
        if (one.getKey().isGranted()) {
          Digest moved = TestImages.single(one.getValue().repository(), "v2");
          one.getValue().repository().tag("v1", moved);
          awaitImage(one.getKey(), moved);
        }
        one.getValue().check();
      }
    } finally {
      for (Upstream upstream : all.values()) {
        upstream.close();
      }
    }
    assertNoPasswordIsLogged();
  }

  private JsonNode tag(Row row) throws Exception {
    return calls.stream("schedule-" + row.name() + "/app").at("/status/tags/0");
  }

  private void awaitImage(Row row, Digest digest) {
    await(row.name())
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(tag(row).at("/items/0/image").asString(""))
                    .as(Json.text(tag(row)))
                    .isEqualTo(digest.toString()));
  }

  /** The stream's condition may be of the import with which its tag began. */
  private void awaitRefusal(Row row) {
    await(row.name())
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode look = look(row);
              assertThat(look.at("/lastResult").asString("")).isEqualTo("Failed");
              assertThat(look.at("/message").asString("")).contains(row.refusal());
              assertThat(tag(row).at("/conditions/0/message").asString("")).contains(row.refusal());
            });
  }

  /** What the schedule tells of its last look at the tag. */
  private JsonNode look(Row row) throws Exception {
    return calls
        .api("GET", CHECKS + "schedule-" + row.name() + "/scheduledtags/app:v1", "")
        .json()
        .at("/status");
  }

  private void assertNoPasswordIsLogged() throws Exception {
    assertThat(server.log()).doesNotContain(UpstreamAccess.PASSWORD, UpstreamAccess.WRONG);
  }
}
