package dev.weir.imageapi;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Informer;
import dev.weir.controller.WorkQueue;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.aged.AgedTags;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.schedule.CheckSettings;
import dev.weir.importing.schedule.Schedule;
import dev.weir.importing.schedule.TagCheck;
import dev.weir.importing.schedule.Times;
import dev.weir.network.ProxyRules;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.PullSecretsRest;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Kinds;
import dev.weir.streams.StreamSources;
import dev.weir.streams.StreamStore;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.node.ObjectNode;

/** The image kinds, and the schedule of imports in front of them, on clocks that tests move. */
final class ScheduledStreams implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMinutes(15);

  /** A registry that is silent for so long has failed. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  final ImageApiFixture api;
  private final AtomicLong steady;
  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
  private final Mirrors mirrors;
  private final Registries registries;
  final Schedule schedule;

  /** Of which the schedule takes the turns. */
  final StreamStore turns;

  /** What waits to be old enough; decides when it is told to. */
  final AgedTags aged;

  final StreamImports imports;

  /** What was told of what is done to streams beyond what is usual. */
  final List<String> said = new CopyOnWriteArrayList<>();

  private final List<Rest> resources;

  private final BackgroundImport background;
  private final List<Thread> threads;

  ScheduledStreams() {
    this(SILENCE);
  }

  ScheduledStreams(CheckSettings settings) {
    this(settings, SILENCE, new ImageApiFixture(), AllowedRegistries.ALL);
  }

  /** Where a registry that is silent for so long has failed. */
  ScheduledStreams(Duration silence) {
    this(CheckSettings.USUAL, silence, new ImageApiFixture(), AllowedRegistries.ALL);
  }

  /** Over streams that are there already. */
  static ScheduledStreams over(ImageApiFixture api) {
    return new ScheduledStreams(CheckSettings.USUAL, SILENCE, api, AllowedRegistries.ALL);
  }

  @SuppressWarnings("WaitNotInLoop") // whoever waits looks again
  private ScheduledStreams(
      CheckSettings settings,
      Duration silence,
      ImageApiFixture api,
      AllowedRegistries allowedRegistries) {
    this.api = api;
    this.steady = api.steady;
    this.registries = registries(silence);
    this.mirrors = new Mirrors(api.store, wall::get);
    Streams streams = api.anew(allowedRegistries);
    this.turns = streams.store();
    this.imports =
        new StreamImports(
            streams,
            new Importer(registries, new ImportMemory(32L << 20)),
            TagLimit.USUAL,
            mirrors::imported,
            new dev.weir.blob.PushLeases(
                java.time.InstantSource.system(), java.time.Duration.ofDays(1)),
            api.ages());
    resources =
        ImageApi.resources(
            streams,
            imports,
            Map.of("secrets", new PullSecretsRest(api.secrets)),
            UsedElsewhere.NOBODY,
            (_, reason, message) -> said.add(reason + ": " + message));
    EventRecorder events =
        new EventRecorder(
            resources(new Catalog(List.of(api.events))), Kinds.EVENT, "imports", wall::get);
    background =
        new BackgroundImport(
            streams.store(),
            imports,
            events,
            new WorkQueue(Duration.ofMillis(1), Duration.ofSeconds(1), System::nanoTime));
    schedule =
        new Schedule(
            settings,
            streams,
            imports,
            imports.known(
                new StreamSources(streams, new MemoryBlobStore(wall::get), mirrors)::mayShow),
            registries,
            events,
            new Times(
                wall::get,
                steady::get,
                (changed, _) -> {
                  long _ = changed.awaitNanos(Duration.ofMillis(1).toNanos());
                }));
    aged = new AgedTags(streams.store(), streams.images(), imports, events);
    Catalog newest =
        new Catalog(List.of(new NewestStreams(streams.context(), streams.published())));
    threads =
        List.of(
            Thread.startVirtualThread(
                new Informer(resources(newest), Kinds.IMAGE_STREAM, aged, Duration.ofMillis(1))),
            Thread.startVirtualThread(
                new Informer(
                    resources(newest), Kinds.IMAGE_STREAM, schedule, Duration.ofMillis(1))),
            Thread.startVirtualThread(schedule));
  }

  /** The image kinds, on the clocks of this. */
  Rest rest(String plural) {
    return resources.stream()
        .filter(one -> one.kind().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  private Registries registries(Duration silence) {
    return new Registries(
        new JettyOutbound(
            new OutboundSettings(
                AddressPolicy.PRIVATE_ALLOWED, ProxyRules.DIRECT, List.of(), silence, silence)),
        new Retries(_ -> {}),
        () -> Instant.EPOCH.plusNanos(steady.get()));
  }

  private InProcessResources resources(Catalog kinds) {
    return new InProcessResources(
        () -> kinds, (_, _) -> new Decision.Allowed("granted"), User.system("imports"));
  }

  /** Makes a stream whose tags follow others, and imports these for the first time. */
  void follow(StreamName stream, String tags) {
    follow(stream, tags, "'labels':{}");
  }

  /** As above, with more in its metadata. */
  void follow(StreamName stream, String tags, String metadata) {
    api.rest("imagestreams")
        .create(
            new Scope(ImageApiFixture.DEV, stream.namespace()),
            ImageApiFixture.json(
                "{'metadata':{'name':'%s',%s},'spec':{'tags':[%s]}}"
                    .formatted(stream.name(), metadata, tags)),
            WriteOptions.STORE);
    background.reconcile(stream.toString());
  }

  /** A scheduled tag of a registry without TLS. */
  static String tag(String name, FakeRegistry registry, String path) {
    return "{'name':'%s','from':{'kind':'DockerImage','name':'%s/%s'},"
            .formatted(name, registry.host(), path)
        + "'importPolicy':{'scheduled':true,'insecure':true}}";
  }

  /** Until the schedule knows so many tags. */
  void awaitScheduled(int tags) {
    await().until(() -> schedule.checks("").size() == tags);
  }

  /** Lets time pass on all clocks. */
  void pass(Duration time) {
    steady.addAndGet(time.toNanos()); // first, or the others seem to be set forward
    api.pass(time);
    wall.updateAndGet(now -> now.plus(time));
  }

  /** Sets the clock on the wall. */
  void set(Duration ahead) {
    wall.updateAndGet(now -> now.plus(ahead));
  }

  Instant now() {
    return requireNonNull(wall.get());
  }

  /** Imports what a stream points at and was not imported yet. */
  void importDue(StreamName stream) {
    background.reconcile(stream.toString());
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2));
  }

  /** What is scheduled; the second passes for which a look waits that met a write. */
  private List<TagCheck> checks() {
    List<TagCheck> checks = schedule.checks("");
    if (checks.stream().anyMatch(check -> check.late().orElse("").contains("it was changed"))) {
      pass(Duration.ofSeconds(1));
    }
    return checks;
  }

  /** Lets an interval pass, until each tag was looked at. */
  void look() {
    pass(INTERVAL);
    Instant now = now();
    patiently()
        .untilAsserted(
            () ->
                assertThat(checks())
                    .allSatisfy(
                        check ->
                            assertThat(check.last().map(TagCheck.Result::at).orElse(Instant.MIN))
                                .as("%s", check)
                                .isAfterOrEqualTo(now)));
  }

  /** Lets an interval pass, until this has become true. */
  void passUntil(BooleanSupplier seen) {
    pass(INTERVAL);
    patiently().until(() -> !checks().isEmpty() && seen.getAsBoolean());
  }

  /** Lets an interval pass, until a tag waits for its registry for such a reason. */
  void lookInVain(String why) {
    pass(INTERVAL);
    patiently()
        .untilAsserted(
            () ->
                assertThat(checks())
                    .anySatisfy(check -> assertThat(check.late().orElse("")).contains(why)));
  }

  String image(StreamName stream, String tag) {
    return api.streams.newest(stream).stream().newest(tag).map(TagEvent::image).orElse("");
  }

  TagHistory history(StreamName stream, String tag) {
    return api.streams.whole(stream).stream().history(tag);
  }

  /** Events about the streams of the namespace demo. */
  List<ObjectNode> events() {
    return api.events.list(ImageApiFixture.DEMO, ListOptions.ALL).items().stream()
        .map(event -> event.tree())
        .toList();
  }

  /** Stops, and starts again over what is stored. */
  ScheduledStreams restarted() {
    return restarted(AllowedRegistries.ALL);
  }

  /** As above, and allows these registries alone. */
  ScheduledStreams restarted(AllowedRegistries allowed) {
    stop();
    return new ScheduledStreams(CheckSettings.USUAL, SILENCE, api, allowed);
  }

  @Override
  public void close() {
    stop();
    api.close();
  }

  private void stop() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    schedule.close();
    registries.close();
    mirrors.close();
  }
}
