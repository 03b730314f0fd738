package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.pullthrough.stream.PullReports;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.pullthrough.stream.TestPulls;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of pulls that did not come to their end. */
class ReportedPullsTest implements PullReports {
  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository images = upstream.repository("team/app");
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final PullThrough pulls;
  private Digest layer = Digest.of(new byte[0]);

  ReportedPullsTest() throws IOException {
    pulls =
        TestPulls.over(
            api.all,
            registries,
            InstantSource.system(),
            new MemoryBlobStore(InstantSource.system()),
            false,
            this);
  }

  @Override
  public void came(StreamName stream, Digest digest) {
    told.add("came");
  }

  @Override
  public void failed(StreamName stream, Digest digest, PullThroughException why) {
    told.add(why.kind().reason());
  }

  @BeforeEach
  void imported() {
    TestImages.layered(images, "v1", FakeBlob.generated(1_000_000, 7));
    byte[] manifest = images.findManifest("v1").orElseThrow();
    layer = Digest.parse(Json.parse(manifest).at("/layers/0/digest").asString(""));
    api.create(
        "imagestreamimports",
        ("{'metadata':{'name':'app'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                + "'importPolicy':{'insecure':true},"
                + "'from':{'kind':'DockerImage','name':'%s/team/app:v1'}}]}}")
            .formatted(upstream.host()));
  }

  @AfterEach
  void close() {
    registries.close();
    upstream.close();
    api.close();
  }

  @Test
  void aClientThatGoesAwayIsNoFailureOfTheUpstream() throws IOException {
    CountDownLatch rest = new CountDownLatch(1);
    upstream.failNext("/blobs/" + layer, new Fault.HoldAt(100_000, rest), 1);
    try (Blob blob = pulls.open(APP, layer).orElseThrow().content()) {
      assertThat(blob.size()).isEqualTo(1_000_000);
    }

    await().until(() -> pulls.figures().transfers().running() == 0);
    rest.countDown();
    assertThat(told).isEmpty();
    assertThat(pulls.figures().failures()).isZero();
  }

  @Test
  void anUpstreamThatRefusesIsOne() {
    upstream.failAlways("/blobs/" + layer, new Fault.Status(403, "DENIED"));

    assertThatExceptionOfType(PullThroughException.class).isThrownBy(() -> pulls.open(APP, layer));

    assertThat(told).containsExactly("Forbidden");
    assertThat(pulls.figures().failures()).isEqualTo(1);
  }
}
