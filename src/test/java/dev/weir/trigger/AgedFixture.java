package dev.weir.trigger;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.controller.EventRecorder;
import dev.weir.imageapi.TagLook;
import dev.weir.imageapi.age.CandidatesRest;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.AgeClock;
import dev.weir.importing.aged.AgedTags;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tag that follows another registry and waits for images to be old enough, on a clock of its own.
 */
final class AgedFixture implements AutoCloseable {
  private static final StreamName APP = new StreamName("demo", "app");

  private final FakeRegistry registry = FakeRegistry.plain();
  private final FakeRepository repository = registry.repository("team/app");
  private final AtomicLong passed = new AtomicLong();
  private final LoopFixture loop;
  private final AgedTags aged;
  final StreamImports imports;
  private int builds;

  AgedFixture(LoopFixture loop, Registries registries) {
    this.loop = loop;
    imports =
        new StreamImports(
            loop.streams,
            new Importer(registries, new ImportMemory(1 << 20)),
            TagLimit.USUAL,
            (_, _) -> {},
            new PushLeases(() -> KindsFixture.NOW, Duration.ofDays(1)),
            new AgeClock(
                loop.kinds.store,
                () -> KindsFixture.NOW.plusNanos(passed.get()),
                passed::get,
                Optional::empty));
    EventRecorder events =
        new EventRecorder(
            new InProcessResources(
                () -> new Catalog(List.of(loop.kinds.rest("events"))),
                (_, _) -> new Decision.Allowed("test"),
                User.system("imports")),
            Kinds.EVENT,
            "imports",
            () -> KindsFixture.NOW);
    aged = new AgedTags(loop.streams.store(), loop.streams.images(), imports, events);
  }

  /** Of a tag that follows the registry. */
  String tagReference() {
    return "{from: {kind: DockerImage, name: '%s/team/app:1'}, importPolicy: {insecure: true}, referencePolicy: {type: Local}}"
        .formatted(registry.host());
  }

  /** The registry's tag is a new image; returns its digest. */
  String build() {
    var image = TestImages.single(repository, "aged " + builds++, "linux", "amd64");
    repository.tag("1", image);
    return image.toString();
  }

  /** Somebody has the registry looked at. */
  void look(String tag) {
    try {
      TagLook.at(loop.streams.store(), imports, APP, tag);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hours pass. */
  void pass(long hours) {
    passed.addAndGet(Duration.ofHours(hours).toNanos());
  }

  /** Gives the tag what is old enough by now. */
  void settle() {
    aged.replaced(List.of());
    aged.settleDue();
  }

  /** {@code weir tag take app:TAG DIGEST --early}. */
  void takeEarly(String tag, String image) {
    ObjectNode wish =
        KindsFixture.yaml("{metadata: {name: 'app:" + tag + "'}, image: '" + image + "'}");
    var _ =
        new CandidatesRest(loop.streams, imports, (_, _, _) -> {})
            .create(KindsFixture.DEMO, wish, WriteOptions.STORE);
  }

  @Override
  public void close() {
    registry.close();
  }
}
