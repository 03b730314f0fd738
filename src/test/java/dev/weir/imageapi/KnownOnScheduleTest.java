package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A manifest is fetched only for a digest that was never seen. */
class KnownOnScheduleTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private Digest list(String name) {
    return TestImages.index(repository, name, "linux/amd64", "linux/arm64").digest();
  }

  private long fetched() {
    return upstream.count(Asked.MANIFEST);
  }

  @Test
  void aListThatDoesNotMoveCostsOneHeadEachTime() {
    list("v1");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(1);
    long before = fetched();

    for (int i = 1; i <= 3; i++) {
      server.look();
      assertThat(upstream.count(Asked.MANIFEST_HEAD)).isEqualTo(i);
    }
    server = server.restarted();
    server.awaitScheduled(1);
    server.look();
    assertThat(upstream.count(Asked.MANIFEST_HEAD)).isEqualTo(4);
    assertThat(fetched()).isEqualTo(before);
  }

  @Test
  void aListThatIsMadeAnewOfTheSameImagesIsFetchedOnceAndMovesNothing() {
    TestImages.Index index = TestImages.index(repository, "v1", "linux/amd64", "linux/arm64");
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(1);
    String image = server.image(APP, "v1");
    assertThat(image).isEqualTo(index.children().getFirst().toString());
    byte[] again = repository.findManifest("v1").orElseThrow();
    String text = new String(again, UTF_8);
    repository.tag(
        "v1",
        repository.manifest(MediaTypes.OCI_INDEX, text.replaceFirst("\\{", "{ ").getBytes(UTF_8)));
    long before = fetched();

    server.look();
    assertThat(fetched()).isEqualTo(before + 2); // the list, and the image of which it says so
    server.look();
    server.look();
    assertThat(fetched()).isEqualTo(before + 2);
    assertThat(server.history(APP, "v1").items()).hasSize(1);
  }

  @Test
  void aTagThatMovesBackIsNotFetched() {
    Digest first = list("v1");
    Digest second = list("v2");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    String image = server.image(APP, "app");
    repository.tag("app", second);
    server.look();
    assertThat(server.image(APP, "app")).isNotEqualTo(image);
    long before = fetched();

    repository.tag("app", first);
    server.look();

    assertThat(server.image(APP, "app")).isEqualTo(image);
    assertThat(server.history(APP, "app").items()).hasSize(3);
    assertThat(fetched()).isEqualTo(before);
  }

  @Test
  void twoTagsThatMoveToTheSameAreFetchedOnce() {
    Digest first = TestImages.single(repository, "v1");
    repository.tag("a", first);
    repository.tag("b", first);
    server.follow(APP, tag("a", upstream, "team/app:a") + "," + tag("b", upstream, "team/app:b"));
    server.awaitScheduled(2);
    long before = fetched();

    Digest second = TestImages.single(repository, "v2");
    repository.tag("a", second);
    repository.tag("b", second);
    server.look();
    assertThat(server.image(APP, "a")).isEqualTo(second.toString());
    assertThat(server.image(APP, "b")).isEqualTo(second.toString());
    assertThat(fetched()).isEqualTo(before + 1);

    Digest list = list("list");
    repository.tag("a", list);
    repository.tag("b", list);
    server.look();
    assertThat(server.image(APP, "a")).isEqualTo(server.image(APP, "b")).isNotEmpty();
    assertThat(fetched()).isEqualTo(before + 3);
  }

  @Test
  void aManifestOfTheFirstSchemaIsNotFetchedAtEachLook() {
    byte[] old = "{\"schemaVersion\":1,\"name\":\"team/app\",\"fsLayers\":[]}".getBytes(UTF_8);
    repository.tag("v1", repository.manifest(MediaTypes.DOCKER_SCHEMA1_SIGNED, old));
    server.follow(APP, tag("v1", upstream, "team/app:v1"));
    server.awaitScheduled(1);
    server.look();
    server.look();
    long before = fetched();

    server.look();
    server.look();
    assertThat(fetched()).isEqualTo(before);
    assertThat(server.schedule.checks("").getFirst().last().orElseThrow().message())
        .contains("schema");

    Digest image = TestImages.single(repository, "v1");
    server.look();
    assertThat(server.image(APP, "v1")).isEqualTo(image.toString());
  }

  @Test
  void aManifestThatIsNoImageIsNotFetchedAtEachLook() {
    repository.tag("app", TestImages.single(repository, "v1"));
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    byte[] none =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\"}"
            .formatted(MediaTypes.OCI_MANIFEST)
            .getBytes(UTF_8);
    repository.tag("app", repository.manifest(MediaTypes.OCI_MANIFEST, none));
    server.look();
    server.look();
    String said = server.history(APP, "app").conditions().getFirst().message();
    long before = fetched();

    server.look();
    server.look();
    assertThat(fetched()).isEqualTo(before);
    assertThat(server.schedule.checks("").getFirst().last().orElseThrow().message())
        .isEqualTo(said);

    Digest image = TestImages.single(repository, "v2");
    repository.tag("app", image);
    server.look();
    assertThat(server.image(APP, "app")).isEqualTo(image.toString());
  }

  @Test
  void aDigestThatWasToldAndDidNotComeIsFetchedWhenItIsToldAgain() {
    Digest first = TestImages.single(repository, "v1");
    repository.tag("app", first);
    server.follow(APP, tag("app", upstream, "team/app:app"));
    server.awaitScheduled(1);
    server.look();
    Digest second = TestImages.single(repository, "v2");
    upstream.failAlways(
        "HEAD /v2/team/app/manifests/",
        new Fault.Header("Docker-Content-Digest", second.toString()));
    server.look();
    assertThat(server.image(APP, "app")).isEqualTo(first.toString());

    upstream.mend();
    repository.tag("app", second);
    server.look();
    assertThat(server.image(APP, "app")).isEqualTo(second.toString());
  }
}
