package dev.weir.server;

import dev.weir.apiserver.ApiDoor;
import dev.weir.apiserver.caller.BearerCallers;
import dev.weir.apiserver.caller.CallerSource;
import dev.weir.apiserver.caller.CertificateCallers;
import dev.weir.cluster.ClusterResources;
import dev.weir.console.ConsoleDoor;
import dev.weir.console.ConsoleParts;
import dev.weir.console.image.StoredRepositories;
import dev.weir.console.session.Sessions;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.workload.FollowedTags;
import dev.weir.controller.Loops;
import dev.weir.hook.HookDoor;
import dev.weir.host.Host;
import dev.weir.http.BodyBudget;
import dev.weir.imageapi.UsedElsewhere;
import dev.weir.lookup.NamedImages;
import dev.weir.oauth.Issuers;
import dev.weir.oauth.OAuthDoor;
import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.PullSecretsRest;
import dev.weir.platform.core.StoredSecrets;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.registry.RegistryDoor;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.OwnWorkloads;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.workloads.WorkloadSide;
import dev.weir.server.workloads.Workloads;
import dev.weir.trigger.KeptJobs;
import dev.weir.trigger.TriggerGuard;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recipe of a server that stands alone: the streams' half, and the platform's half as the
 * cluster around it.
 */
final class Standalone {
  private final Parts parts;
  private final Ground ground;
  private final Stores stores;
  private final Admittance access;
  private final OwnObjects objects;
  private final StreamsHalf streams;
  private final PlatformHalf platform;
  private final Catalog catalog;
  private final WorkloadSide workloads;
  private final NamedImages named;
  private final PullThrough through;
  private final StorageSide storage;
  private final PlatformLoops platformLoops;
  private final TriggerLoops triggers;
  private final ServerReadiness ready;
  private final BodyBudget bodies;
  private final Issuers issuers;
  private final Doors doors;

  /** Puts everything together; nothing answers yet. */
  Standalone(Parts parts, ServerConfig config, Surroundings surroundings) throws IOException {
    this.parts = parts;
    this.ground = Ground.take(parts, config, surroundings);
    this.stores = Stores.open(parts, ground);
    this.access = Admittance.open(parts, ground, stores);
    this.objects = new OwnObjects(this::kinds, access.authorizer(), ground.clock());
    this.streams = streams();
    this.platform = PlatformHalf.around(streams, stores, access, ground);
    this.catalog = catalog();
    this.workloads = workloads();
    this.named = named();
    this.through = streams.through(parts, ground, stores, objects.events("pull-through"));
    this.storage =
        StorageSide.of(parts, ground, stores, streams, through, named::all, objects, this::forget);
    this.platformLoops = new PlatformLoops(platform, streams, catalog, objects, access, ground);
    this.triggers = new TriggerLoops(streams, followers(), ground.clock());
    this.ready = new ServerReadiness(stores.watch());
    this.bodies = new BodyBudget(ground.heap());
    this.issuers = issuers();
    this.doors = new Doors(registryDoor(), apiDoor(), loginDoor(), consoleDoor(), hookDoor());
  }

  /** Begins to work and to answer. */
  Server start() throws IOException {
    platform.seed();
    access.letAdministratorIn(ground, ground.identity().now());
    startLoops();
    measure();
    doors.open(ground);
    ground.data().describe("api=" + ground.apiUrl() + " registry=" + ground.registryUrl());
    ready.begin();
    Changes changes = new Changes(ground, streams, access, platformLoops);
    return new Server(parts, ground, this::endLongAnswers, ready, changes);
  }

  private void endLongAnswers() {
    storage.endLongAnswers();
    doors.endLongAnswers();
  }

  /** All kinds of this server, once they are made. */
  private Catalog kinds() {
    return catalog;
  }

  /** Namespaces, logins, limits and workloads are in the own store. */
  private StreamsHalf streams() throws IOException {
    Host host = parts.add(new OwnHost(stores.store(), stores.secrets()));
    return StreamsHalf.on(
        new StoreContext(stores.store(), host, ground.clock()),
        parts,
        ground,
        stores,
        access.authorizer(),
        objects.events("imports"));
  }

  private Catalog catalog() {
    Rest logins = new PullSecretsRest(platform.core().secrets());
    UsedElsewhere elsewhere = new UsedElsewhere(() -> named.elsewhere(), ground.clock());
    List<Rest> images = streams.kinds(Map.of("secrets", logins), elsewhere);
    return new Catalog(Stream.concat(platform.kinds().stream(), images.stream()).toList());
  }

  private WorkloadSide workloads() {
    return switch (ground.config().workloads()) {
      case OwnWorkloads own ->
          WorkloadSide.here(
              objects.of(TriggerGuard.LOOP),
              Workloads.here(KeptJobs.here(stores.store())),
              platform.triggers(),
              objects.events(WorkloadSide.LOOP),
              own.workers());
      case WorkloadsElsewhere elsewhere ->
          WorkloadSide.elsewhere(
              parts.add(new ClusterResources(elsewhere.access(), ClusterResources.Limits.USUAL)),
              elsewhere,
              stores.store(),
              ground.registryHost(),
              ground.clock());
    };
  }

  /** Those that follow tags: with workloads elsewhere also what is built here. */
  private List<WorkloadSide> followers() {
    return switch (ground.config().workloads()) {
      case OwnWorkloads _ -> List.of(workloads);
      case WorkloadsElsewhere elsewhere ->
          List.of(
              workloads,
              WorkloadSide.here(
                  objects.of("loops"),
                  OpenShiftKinds.BUILDING,
                  platform.triggers(),
                  objects.events(WorkloadSide.LOOP),
                  elsewhere.workers()));
    };
  }

  private NamedImages named() {
    return Workloads.named(
        ground.config(),
        streams.streams().context().host(),
        objects.of("images in use"),
        workloads);
  }

  private void forget(Digest gone) {
    streams.streams().content().forget(gone);
    streams.sources().forget(gone);
    doors.registry().forget(gone);
  }

  private RegistryDoor registryDoor() {
    return streams.door(
        through,
        digest -> storage.letGo(ground, digest),
        ground,
        stores,
        access.everybody(),
        bodies);
  }

  private ApiDoor apiDoor() {
    return new ApiDoor(
        catalog,
        new ApiDoor.Access(
            List.of(certificateCallers(), new BearerCallers(access.everybody())),
            access.authorizer()),
        new ApiDoor.Times(ground.clock(), ground.steady()),
        ground.surroundings().version(),
        ready,
        pages().byPath(),
        bodies);
  }

  /** Of the authorities of the moment. */
  private CallerSource certificateCallers() {
    return exchange -> new CertificateCallers(ground.identity().clients()).of(exchange);
  }

  private Pages pages() {
    return new Pages(
        ground,
        stores,
        streams,
        storage,
        named,
        Workloads.subjects(ground.config(), objects.of("why"), workloads, platform.triggers()),
        triggers,
        issuers);
  }

  private Issuers issuers() {
    Optional<String> publicApi = ground.config().publicAccess().api();
    return new Issuers(publicApi.orElse(ground.apiUrl()), publicApi.isPresent(), ground.names());
  }

  private ToldPages told() {
    Pages pages = pages();
    return new ToldPages(
        pages.why(),
        pages.status(),
        pages.upstreams(),
        storage.usage(ground, named::all),
        ground.listeners().refusals(),
        access.authorizer(),
        ground.clock());
  }

  private OAuthDoor loginDoor() {
    return access.logins().door(platform.objects(), issuers, bodies);
  }

  private ConsoleDoor consoleDoor() {
    ToldPages told = told();
    return new ConsoleDoor(
        new ConsoleParts(
            new Sessions(
                access.logins().codes(), access.tokens(), access.everybody(), issuers::url),
            objects::of,
            access.authorizer(),
            new StreamHeads(streams.streams()),
            told,
            told,
            stores.store()::revision,
            Workloads.followers(
                ground.config(),
                KeptJobs.here(stores.store()),
                platform.triggers(),
                streams.ownHosts()::contains,
                () -> named.elsewhere()),
            new FollowedTags(triggers.followed(), access.authorizer()),
            new StoredRepositories(streams.streams(), stores.blobs(), through),
            bodies,
            ground.clock()));
  }

  private HookDoor hookDoor() {
    return new HookDoor(
        new HookDoor.Parts(
            new StoredSecrets(stores.store(), stores.secrets())::find,
            streams.streams().context().host(),
            streams.schedule(),
            ground.steady(),
            bodies,
            issuers::urlForOthers));
  }

  private void startLoops() {
    StandingLoops standing = new StandingLoops(parts.add(new Loops()));
    platformLoops.start(standing);
    triggers.start(standing);
    new StreamsLoops(streams, named, objects).start(standing, ground.config().pruning());
    new StorageLoops(ground, stores, access, storage, objects).start(standing);
  }

  private void measure() {
    RequestMetrics metrics = ground.metrics();
    ground.measure();
    stores.measure(ground.data(), metrics);
    access.measure(metrics);
    streams.measure(metrics);
    Pulls.measure(through.figures(), metrics);
    triggers.measure(metrics);
    storage.measure(metrics);
    doors.measure(metrics);
  }
}
