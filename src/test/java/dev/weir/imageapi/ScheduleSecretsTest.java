package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Kinds;
import dev.weir.store.Transaction;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the pull secrets of one project are, the tags of others are looked at. */
class ScheduleSecretsTest {
  private static final StreamName OTHER = new StreamName("shared", "other");

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private void follow() {
    repository.tag("app", TestImages.single(repository, "v1"));
    server.follow(APP, tag("app", upstream, "team/app:app"));
  }

  static List<String> addresses() {
    return List.of("*a".repeat(12) + "*b.invalid", "*".repeat(45_000) + ".invalid");
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void ofAnyAddress(String address) {
    follow();
    server
        .api
        .rest("imagestreams")
        .create(
            new Scope(ImageApiFixture.DEV, OTHER.namespace()),
            ImageApiFixture.json(
                "{'metadata':{'name':'%s'},'spec':{'tags':[{'name':'x','from':{'kind':'DockerImage','name':'%s.invalid/x/y:v1'},'importPolicy':{'scheduled':true}}]}}"
                    .formatted(OTHER.name(), "a".repeat(60))),
            WriteOptions.STORE);
    server.awaitScheduled(2);
    login(address);
    Digest second = TestImages.single(repository, "v2");
    repository.tag("app", second);

    server.pass(ScheduledStreams.INTERVAL);
    await().until(() -> server.image(APP, "app").equals(second.toString()));
    server.pass(ScheduledStreams.INTERVAL);
    Digest third = TestImages.single(repository, "v3");
    repository.tag("app", third);
    server.pass(ScheduledStreams.INTERVAL);
    await().until(() -> server.image(APP, "app").equals(third.toString()));
  }

  private void login(String address) {
    String config = "{\"auths\":{\"%s\":{\"auth\":\"YTpi\"}}}".formatted(address);
    server.api.secrets.create(
        new Scope(ImageApiFixture.DEV, OTHER.namespace()),
        ImageApiFixture.json(
            "{'metadata':{'name':'login'},'type':'kubernetes.io/dockerconfigjson','data':{'.dockerconfigjson':'%s'}}"
                .formatted(Base64.getEncoder().encodeToString(config.getBytes(UTF_8)))),
        WriteOptions.STORE);
  }

  @Test
  void thatCannotBeReadWhenTheServerStarts() {
    follow();
    server.follow(OTHER, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(2);
    String unreadable = ObjectKey.prefix(Kinds.SECRET, APP.namespace()) + "bad";
    server.api.store.commit(
        Transaction.builder().put(unreadable, "nonsense".getBytes(UTF_8)).build());

    server = server.restarted();
    server.awaitScheduled(2);
    Digest second = TestImages.single(repository, "v2");
    repository.tag("app", second);
    server.pass(ScheduledStreams.INTERVAL);
    await().until(() -> server.image(OTHER, "app").equals(second.toString()));
    assertThat(server.schedule.checks(APP.namespace()).getFirst().late().orElse(""))
        .contains("logins");
  }
}
