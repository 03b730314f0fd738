package dev.weir.imageapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream shows a layer that came for another one already. */
class MirroredForAnotherTest {
  private static final StreamName ONE = new StreamName("demo", "one");
  private static final StreamName TWO = new StreamName("demo", "two");

  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository images = upstream.repository("team/app");
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final PullThrough pulls;
  private Digest layer = Digest.of(new byte[0]);

  MirroredForAnotherTest() throws IOException {
    pulls = TestPulls.over(api.all, registries);
  }

  @BeforeEach
  void pulledForOne() throws IOException {
    byte[] manifest = images.findManifest(TestImages.single(images, "v1").toString()).orElseThrow();
    layer = Digest.parse(Json.parse(manifest).at("/layers/0/digest").asString(""));
    for (StreamName stream : List.of(ONE, TWO)) {
      api.create(
          "imagestreamimports",
          ("{'metadata':{'name':'%s'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                  + "'importPolicy':{'insecure':true},"
                  + "'from':{'kind':'DockerImage','name':'%s/team/app:v1'}}]}}")
              .formatted(stream.name(), upstream.host()));
    }
    pull(ONE);
    await().until(this::isKeptForOne);
  }

  @AfterEach
  void close() {
    registries.close();
    upstream.close();
    api.close();
  }

  private boolean isKeptForOne() throws IOException {
    Came<Blob> come = pulls.open(ONE, layer).orElseThrow();
    try (Blob _ = come.content()) {
      return come.how() instanceof Arrival.Kept;
    }
  }

  private byte[] pull(StreamName stream) throws IOException {
    try (Blob blob = pulls.open(stream, layer).orElseThrow().content()) {
      return Channels.newInputStream(blob.channel()).readAllBytes();
    }
  }

  private long asked(String method) {
    return upstream.count(method + " /v2/team/app/blobs/" + layer);
  }

  @Test
  void theRegistryIsAskedOnceWhetherItMayHoweverManyWantIt() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    upstream.failAlways("HEAD /v2/team/app/blobs/", new Fault.Hold(gate));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        all.add(threads.submit(() -> pull(TWO)));
      }
      await().until(() -> asked("HEAD") > 0);
      gate.countDown();
      for (Future<byte[]> one : all) {
        assertThat(Digest.of(one.get())).isEqualTo(layer);
      }
    }
    assertThat(asked("HEAD")).isEqualTo(1);
    assertThat(asked("GET")).isEqualTo(1);
  }

  @Test
  void aRegistryThatSaysAnotherSizeIsNotTakenAtItsWord() throws Exception {
    upstream.failAlways("HEAD /v2/team/app/blobs/", new Fault.Header("Content-Length", "5"));

    Came<Blob> come = pulls.open(TWO, layer).orElseThrow();

    try (Blob _ = come.content()) {
      assertThat(come.how()).as("it goes the way of a fetch").isInstanceOf(Arrival.Fetched.class);
    }
  }
}
