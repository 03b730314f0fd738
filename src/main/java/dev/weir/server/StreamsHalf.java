package dev.weir.server;

import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.blob.file.MachineStart;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.WorkQueue;
import dev.weir.http.BodyBudget;
import dev.weir.imageapi.ImageApi;
import dev.weir.imageapi.NewestStreams;
import dev.weir.imageapi.UsedElsewhere;
import dev.weir.imageapi.schedule.ScheduledTagRest;
import dev.weir.importing.Importer;
import dev.weir.importing.StreamImports;
import dev.weir.importing.age.AgeClock;
import dev.weir.importing.aged.AgedTags;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.schedule.Schedule;
import dev.weir.importing.schedule.Times;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.registry.Realm;
import dev.weir.registry.RegistryDoor;
import dev.weir.remote.Registries;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.streams.LinkUpgrade;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamSources;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.linked.FirstLooks;
import dev.weir.streams.removal.DeletedDigests;
import dev.weir.window.Windows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The streams' half of a server: image streams, their content, what imports fill them with, and the
 * registry in front.
 *
 * @param mirrors what was fetched of other registries for which stream
 * @param sources what streams show of other registries
 * @param upstreams the way to other registries
 * @param schedule follows other registries by itself; does nothing before it runs
 * @param newest streams with the newest event of each tag, for loops
 * @param events tell of imports
 * @param ownHosts each {@code host[:port]} by which the registry is or was named or reached
 */
record StreamsHalf(
    Streams streams,
    Mirrors mirrors,
    StreamSources sources,
    StreamImports imports,
    Windows windows,
    Registries upstreams,
    Schedule schedule,
    Catalog newest,
    EventRecorder events,
    Set<String> ownHosts) {
  /**
   * Streams of a store.
   *
   * @param objects the store, and the host that it stands in
   * @param events tell of imports
   */
  static StreamsHalf on(
      StoreContext objects,
      Parts parts,
      Ground ground,
      Stores stores,
      Authorizer authorizer,
      EventRecorder events)
      throws IOException {
    Streams streams =
        Streams.over(
            objects,
            stores.blobs(),
            allowed(ground, ground.config()),
            new PublishedHost(
                ground.registryHost(), !ground.config().askedRegistryHost().isEmpty()),
            authorizer);
    LinkUpgrade.ensure(objects.store(), streams.links(), streams.content());
    FirstLooks.ensure(objects.store(), streams.links().due());
    Registries upstreams =
        parts.add(
            Upstreams.open(ground.config(), ground.surroundings().proxies(), ground.steady()));
    Mirrors mirrors = parts.add(new Mirrors(stores.store(), ground.clock()));
    StreamImports imports =
        new StreamImports(
            streams,
            new Importer(upstreams, new ImportMemory(ground.heap())),
            ground.config().importLimit(),
            mirrors::imported,
            stores.leases(),
            parts.add(
                new AgeClock(objects.store(), objects::now, System::nanoTime, MachineStart::read)));
    StreamSources sources = new StreamSources(streams, stores.mirror(), mirrors);
    Set<String> own = ground.ownHosts();
    Windows windows = parts.add(Windows.over(streams, imports, upstreams, own::contains));
    Schedule schedule =
        parts.add(
            new Schedule(
                ground.config().schedule(),
                streams,
                imports,
                imports.known(sources::mayShow),
                upstreams,
                events,
                Times.of(ground.clock())));
    Catalog newest =
        new Catalog(List.of(new NewestStreams(streams.context(), streams.published())));
    return new StreamsHalf(
        streams, mirrors, sources, imports, windows, upstreams, schedule, newest, events, own);
  }

  private static AllowedRegistries allowed(Ground ground, ServerConfig config) {
    return new AllowedRegistries(config.allowedRegistries(), ground.registryHost());
  }

  /** From now on streams may point at what this configuration allows. */
  void allow(Ground ground, ServerConfig config) {
    streams.bounds().allow(allowed(ground, config));
  }

  /**
   * The kinds of {@code image.openshift.io}, and what is seen of the schedule.
   *
   * @param ofHost subresources of streams that show what the cluster has, by name
   */
  List<Rest> kinds(Map<String, Rest> ofHost, UsedElsewhere elsewhere) {
    List<Rest> kinds =
        new ArrayList<>(
            ImageApi.resources(
                streams,
                imports,
                ofHost,
                elsewhere,
                (stream, reason, message) ->
                    events.warn(Kinds.IMAGE_STREAM, stream, reason, message)));
    kinds.add(new ScheduledTagRest(schedule, streams.context().store()));
    return kinds;
  }

  /** Streams with the newest event of each tag, as one of the server's loops sees them. */
  Resources newest(String loop) {
    return new InProcessResources(() -> newest, streams.authorizer(), User.system(loop));
  }

  /** What imports that tags ask for, and nobody waits for. */
  BackgroundImport inBackground(WorkQueue queue) {
    return new BackgroundImport(streams.store(), imports, events, queue);
  }

  /** What gives tags the images that they waited for. */
  AgedTags aged() {
    return new AgedTags(streams.store(), streams.images(), imports, events);
  }

  /** What streams show of other registries, and where to say what became of pulls. */
  PullThrough through(Parts parts, Ground ground, Stores stores, EventRecorder pulls)
      throws IOException {
    return Pulls.open(parts, ground, stores, this, pulls);
  }

  /** Says how it goes towards other registries. */
  void measure(RequestMetrics metrics) {
    Upstreams.measure(imports.figures(), metrics);
    Upstreams.measure(upstreams, metrics);
    Upstreams.measure(schedule, metrics);
  }

  RegistryDoor door(
      PullThrough through,
      Consumer<Digest> letGo,
      Ground ground,
      Stores stores,
      Authenticator everybody,
      BodyBudget bodies) {
    return new RegistryDoor(
        new RegistryDoor.Parts(
            stores.blobs(),
            stores.leases(),
            streams.names(),
            streams.links(),
            streams.tags(),
            streams.content(),
            streams.pushes(),
            new DeletedDigests(streams),
            letGo,
            through,
            windows,
            everybody,
            streams.authorizer(),
            new Realm(
                ground.config().publicAccess().registry(), ground.names(), ground.registryHost()),
            ground.clock(),
            bodies,
            ground.heap().cached()));
  }
}
