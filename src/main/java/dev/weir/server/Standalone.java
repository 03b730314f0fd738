package dev.weir.server;

import dev.weir.access.ClientCertificates;
import dev.weir.access.User;
import dev.weir.apiserver.ApiDoor;
import dev.weir.apiserver.caller.BearerCallers;
import dev.weir.apiserver.caller.CallerSource;
import dev.weir.apiserver.caller.CertificateCallers;
import dev.weir.console.ConsoleDoor;
import dev.weir.console.image.StoredRepositories;
import dev.weir.console.session.Sessions;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.workload.Reasons;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.hook.HookDoor;
import dev.weir.host.Host;
import dev.weir.http.BodyBudget;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.http.Mount;
import dev.weir.http.Mounts;
import dev.weir.imageapi.UsedElsewhere;
import dev.weir.importing.schedule.Schedule;
import dev.weir.lookup.NamedImages;
import dev.weir.lookup.WorkloadsPage;
import dev.weir.oauth.Issuers;
import dev.weir.oauth.OAuthDoor;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.account.AccountLoop;
import dev.weir.platform.core.PullSecretsRest;
import dev.weir.platform.core.StoredSecrets;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.pullthrough.mirror.ImagesInUse;
import dev.weir.pullthrough.mirror.MirrorBound;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.registry.RegistryDoor;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.config.ServerConfig.OwnWorkloads;
import dev.weir.server.config.ServerConfig.WorkloadsElsewhere;
import dev.weir.server.data.Administrator;
import dev.weir.server.data.KeptFiles;
import dev.weir.server.data.Kubeconfig;
import dev.weir.server.listen.ProcessFigures;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.listen.ServedRequests;
import dev.weir.server.reload.Live;
import dev.weir.server.report.Reporter;
import dev.weir.server.report.StatusPage;
import dev.weir.server.tls.ServerIdentity;
import dev.weir.storage.backup.BackupPages;
import dev.weir.storage.backup.BackupSource;
import dev.weir.storage.check.Checks;
import dev.weir.storage.gc.Users;
import dev.weir.store.Compactor;
import dev.weir.store.Pins;
import dev.weir.store.Retention;
import dev.weir.streams.linked.NamedAgain;
import dev.weir.streams.past.StreamPast;
import dev.weir.trigger.KeptJobs;
import dev.weir.trigger.SourceTags;
import dev.weir.trigger.TriggerGuard;
import dev.weir.trigger.TriggerReconciler;
import dev.weir.why.WhyPage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recipe of a server that stands alone: the streams' half, and the platform's half as the
 * cluster around it.
 */
final class Standalone {
  private final Parts parts;
  private final Ground ground;
  private final Stores stores;
  private final Admittance access;
  private final StreamsHalf streams;
  private final Schedule schedule;
  private final PlatformHalf platform;
  private final Catalog catalog;
  private final WorkloadSide workloads;
  private final BodyBudget bodies;
  private final ServerReadiness ready;
  private final Pins pins = new Pins();
  private final List<TriggerReconciler> followers = new CopyOnWriteArrayList<>();
  private final BackupPages backups;
  private final ApiDoor apiDoor;
  private final Issuers issuers;
  private final OAuthDoor loginDoor;
  private final HookDoor hookDoor;
  private final ConsoleDoor consoleDoor;
  private final PullThrough through;
  private final Checks checks;
  private final NamedImages named;
  private final MirrorBound bound;
  private final StorageSide storage;
  private final RegistryDoor registryDoor;
  private volatile CallerSource certified;
  private Runnable lookAtAccounts = () -> {};

  /** Puts everything together; nothing answers yet. */
  Standalone(Parts parts, ServerConfig config, Surroundings surroundings) throws IOException {
    this.parts = parts;
    this.ground = Ground.take(parts, config, surroundings);
    this.certified = certified(ground.identity().now());
    this.stores = Stores.open(parts, ground);
    this.access = Admittance.open(parts, ground, stores);
    this.streams = StreamsHalf.on(ownCluster(), parts, ground, stores, access.authorizer());
    this.schedule = streams.schedule(parts, ground, recorder("imports"));
    this.platform = PlatformHalf.around(streams, stores, access, ground);
    this.catalog = catalog();
    this.workloads = workloads();
    this.bodies = new BodyBudget(ground.heap());
    this.ready = new ServerReadiness(stores.watch());
    this.backups = backups();
    this.issuers = issuers();
    this.loginDoor = access.logins().door(platform.objects(), issuers, bodies);
    this.hookDoor = hookDoor();
    this.consoleDoor = consoleDoor();
    this.named = named();
    MirrorSide mirror = MirrorSide.of(stores, streams);
    this.through = streams.through(parts, ground, stores, mirror, recorder("pull-through"));
    this.checks = parts.add(storageChecks());
    this.bound = mirror.bound(ground, through, named::all, streams.ownHosts()::contains);
    ImagesInUse inUse = mirror.inUse(named::all, streams.ownHosts()::contains);
    Users users = new Users(inUse::digests, inUse::namesOf).remembered(ground.steady());
    this.storage = StorageSide.of(parts, ground, stores, streams, users, this::forget);
    this.registryDoor =
        streams.door(through, this::letGo, ground, stores, access.everybody(), bodies);
    this.apiDoor = apiDoor();
  }

  /** Begins to work and to answer. */
  Server start() throws IOException {
    platform.seed();
    letAdministratorIn(ground.identity().now());
    startLoops();
    measure();
    answer();
    return new Server(parts, ground, this::endLongAnswers, ready, new Changes());
  }

  /** What of it can be changed while it runs. */
  private final class Changes implements Live {
    @Override
    public ServerIdentity identity() {
      return ground.identity().now();
    }

    @Override
    public ServerIdentity identity(ServerConfig config) {
      return ground.identity(config);
    }

    @Override
    public void show(ServerIdentity identity) throws IOException {
      letAdministratorIn(identity); // first, since a file or a store may be in the way
      ground.listeners().show(identity);
      ground.identity().set(identity);
      certified = certified(identity);
      lookAtAccounts.run();
    }

    @Override
    public void allow(ServerConfig config) {
      streams.allow(ground, config);
    }

    @Override
    public void log(LogLevel level) {
      Logs.setLevel(level);
    }
  }

  private void endLongAnswers() {
    backups.close();
    checks.close();
    consoleDoor.close();
    apiDoor.close();
  }

  /** Namespaces, logins, limits and workloads are in the own store. */
  private StoreContext ownCluster() {
    Host host = parts.add(new OwnHost(stores.store(), stores.secrets()));
    return new StoreContext(stores.store(), host, ground.clock());
  }

  private Catalog catalog() {
    Rest logins = new PullSecretsRest(platform.core().secrets());
    UsedElsewhere elsewhere = new UsedElsewhere(() -> named.elsewhere(), ground.clock());
    List<Rest> images =
        streams.kinds(Map.of("secrets", logins), schedule, elsewhere, recorder("imports"));
    return new Catalog(Stream.concat(platform.kinds().stream(), images.stream()).toList());
  }

  private WorkloadSide workloads() {
    return switch (ground.config().workloads()) {
      case OwnWorkloads own ->
          WorkloadSide.here(
              new InProcessResources(() -> catalog, access.authorizer(), TriggerGuard.LOOP),
              Workloads.here(KeptJobs.here(stores.store())),
              platform.triggers(),
              recorder(WorkloadSide.LOOP),
              own.workers());
      case WorkloadsElsewhere elsewhere ->
          WorkloadSide.elsewhere(
              parts, elsewhere, stores.store(), ground.registryHost(), ground.clock());
    };
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
        pages(),
        bodies);
  }

  /** Pages of the API's port for those who may ask for them. */
  private Map<String, Door> pages() {
    Map<String, Door> pages = new HashMap<>(backups.pages());
    pages.put("/storage/check", checks.door());
    pages.putAll(storage.pages(ground, named::all));
    pages.put("/metrics", exchange -> metrics(ground.metrics(), exchange));
    pages.put(WorkloadsPage.PATH, new WorkloadsPage(() -> named.elsewhere(), access.authorizer()));
    pages.put(WhyPage.PATH, why());
    pages.put(StatusPage.PATH, new StatusPage(reports()));
    return pages;
  }

  private Reporter reports() {
    Catalog newest = streams.newest();
    return new Reporter(
        new Reporter.Server(
            ground.clock(),
            ground.surroundings().version(),
            ground::addresses,
            ground.identity(),
            StorageSide.disks(ground.data()),
            () -> stores.report(ground.data(), checks)),
        new Reporter.Work(
            objectsOf(() -> newest, "status"),
            schedule,
            () -> followers,
            () -> storage.collector().status()));
  }

  private WhyPage why() {
    return new WhyPage(
        new StreamPast(stores.store(), streams.streams().store()),
        Workloads.subjects(ground.config(), objectsFor("why"), workloads, platform.triggers()),
        new WhyPage.Tags(ground.registryHost(), streams.ownHosts()::contains),
        access.authorizer(),
        ground.clock());
  }

  private Checks storageChecks() {
    return Checks.of(
        new Checks.Stored(stores.store(), stores.blobs(), stores.mirror()),
        through,
        objectsFor("storage"),
        recorder("storage"),
        ground.config().scrub(),
        ground.clock());
  }

  private NamedImages named() {
    return Workloads.named(
        ground.config(),
        streams.streams().context().host(),
        objectsFor("images in use"),
        workloads);
  }

  private BackupPages backups() {
    return new BackupPages(
        new BackupSource(
            stores.store(),
            pins,
            stores.secrets(),
            stores.blobs(),
            new KeptFiles(ground.data()),
            () -> storage.collector().pause("a backup is being taken")),
        ground.steady());
  }

  private CallerSource certificateCallers() {
    return exchange -> certified.of(exchange);
  }

  private CallerSource certified(ServerIdentity identity) {
    return new CertificateCallers(
        identity.clientAuthorities().stream()
            .map(authority -> new ClientCertificates(authority, ground.clock()))
            .toList());
  }

  private void forget(Digest gone) {
    streams.streams().content().forget(gone);
    streams.sources().forget(gone);
    registryDoor.forget(gone);
  }

  /** Somebody wants a blob off the disk: pushes have the grace to end. */
  private void letGo(Digest digest) {
    stores.leases().shorten(digest, ground.config().collection().grace());
    storage.collector().enqueue(digest);
  }

  private static void metrics(RequestMetrics metrics, Exchange exchange) throws IOException {
    exchange.status(200);
    exchange.send(RequestMetrics.contentType(), metrics.text());
  }

  private Issuers issuers() {
    Optional<String> publicApi = ground.config().publicAccess().api();
    return new Issuers(publicApi.orElse(ground.apiUrl()), publicApi.isPresent(), ground.names());
  }

  private Reasons reasons() {
    WhyPage why = why();
    return new Reasons() {
      @Override
      public ObjectNode of(User user, String resource, String namespace, String name) {
        return why.why(user, resource, namespace, name);
      }

      @Override
      public ObjectNode all(User user, String resource, String namespace) {
        return why.list(user, resource, namespace);
      }
    };
  }

  private ConsoleDoor consoleDoor() {
    return new ConsoleDoor(
        new ConsoleDoor.Parts(
            new Sessions(
                access.logins().codes(), access.tokens(), access.everybody(), issuers::url),
            user -> new InProcessResources(() -> catalog, access.authorizer(), user),
            new StreamHeads(streams.streams()),
            reasons(),
            stores.store()::revision,
            Workloads.followers(
                ground.config(),
                KeptJobs.here(stores.store()),
                platform.triggers(),
                streams.ownHosts()::contains),
            new StoredRepositories(streams.streams(), stores.blobs()),
            bodies,
            ground.clock()));
  }

  private HookDoor hookDoor() {
    return new HookDoor(
        new HookDoor.Parts(
            new StoredSecrets(stores.store(), stores.secrets())::find,
            streams.streams().context().host(),
            schedule,
            ground.steady(),
            bodies,
            issuers::urlForOthers));
  }

  private void letAdministratorIn(ServerIdentity server) throws IOException {
    new Administrator(access.tokens(), new Kubeconfig(ground.data().adminKubeconfig()))
        .letIn(ground.apiUrl(), server.trustPem());
  }

  private void startLoops() {
    Loops loops = parts.add(new Loops());
    Catalog newest = streams.newest();
    StandingLoops standing =
        new StandingLoops(loops, objectsFor("loops"), objectsOf(() -> newest, "loops"));
    standing.endNamespaces(stores.store(), catalog, platform.namespaces());
    standing.collectGarbage(stores.store(), catalog);
    standing.countQuotas(stores.store(), catalog);
    standing.gatherRoles();
    AccountLoop accounts =
        standing.giveAccounts(
            queue ->
                new AccountLoop(
                    objectsFor("accounts"),
                    access.accountTokens(),
                    () -> ground.identity().now().trustPem(),
                    ground.registryAddresses(),
                    platform.objects()::randomSuffix,
                    queue));
    lookAtAccounts = accounts::lookAgain;
    followers.add(
        standing.followTriggers(
            new SourceTags(streams.streams().store()),
            streams.ownHosts()::contains,
            workloads,
            ground.clock()));
    standing.rollOut(recorder("rollouts"), ground.clock());
    if (ground.config().workloads() instanceof WorkloadsElsewhere) {
      followers.add(
          standing.followTriggers(
              new SourceTags(streams.streams().store()),
              streams.ownHosts()::contains,
              WorkloadSide.here(
                  objectsFor("loops"),
                  OpenShiftKinds.BUILDING,
                  platform.triggers(),
                  recorder(WorkloadSide.LOOP),
                  ground.config().workloads().workers()),
              ground.clock()));
    }
    standing.measureTriggers(ground.metrics());
    standing.queueBuilds(queue -> platform.builds(objectsFor("builds"), recorder("builds"), queue));
    EventRecorder events = recorder("imports");
    standing.importInBackground(queue -> streams.inBackground(events, queue));
    standing.lookAtSchedule(schedule);
    standing.takeWhatIsOldEnough(streams.aged(events));
    loops.start(
        "windows",
        streams.windows().keeper(streams.streams(), named::all, streams.ownHosts()::contains));
    loops.start("housekeeping", housekeeping());
    loops.start("mirror", bound);
    loops.start("collection", storage.collector());
    loops.start("storage", stores.watch());
    loops.start("leases", stores::keepLeases);
    loops.start("disk", storage.disk(ground, recorder("storage")));
    standing.prune(ground.config().pruning(), objectsFor("pruning"), named, ground.clock());
    loops.start("lost-blobs", checks.lost());
    checks.scrub().ifPresent(scrub -> loops.start("scrub", scrub));
  }

  /** The server's objects, as one of its own loops sees them. */
  private InProcessResources objectsFor(String loop) {
    return objectsOf(() -> catalog, loop); // which may be made only later
  }

  private InProcessResources objectsOf(Supplier<Catalog> kinds, String loop) {
    return new InProcessResources(kinds, access.authorizer(), User.system(loop));
  }

  private EventRecorder recorder(String loop) {
    return new EventRecorder(objectsFor(loop), Kinds.EVENT, loop, ground.clock());
  }

  private Housekeeping housekeeping() {
    Retention retention = Retention.usual(ground.heap().past());
    NamedAgain named = new NamedAgain(stores.store(), ground.clock());
    return new Housekeeping(
        new Compactor(stores.store(), retention, ground.steady(), pins),
        access.tokens(),
        access.logins().codes(),
        List.of(
            new Housekeeping.Uploads(stores.blobs(), ground.config().collection().pushLease()),
            new Housekeeping.Uploads(stores.mirror(), Duration.ofDays(1))),
        () -> streams.streams().dropped().forgetOld() + named.forgetOld(),
        idleHeap(retention),
        ground.steady());
  }

  /** What loops do by themselves shows in the store. */
  private IdleHeap idleHeap(Retention retention) {
    ServedRequests served = ground.metrics().served();
    return new IdleHeap(
        ground.surroundings().heap(),
        served::areRunning,
        () -> served.begun() + stores.store().revision(),
        retention.time(),
        ground.steady());
  }

  private void measure() {
    ground.measure();
    stores.measure(ground.data(), ground.metrics());
    Upstreams.measure(streams.imports().figures(), ground.metrics());
    Pulls.measure(through.figures(), ground.metrics());
    Upstreams.measure(streams.upstreams(), ground.metrics());
    Upstreams.measure(schedule, ground.metrics());
    MirrorSide.measure(bound, ground.metrics());
    Stores.measure(checks, ground.metrics());
    storage.measure(ground.metrics());
    ground
        .metrics()
        .counters(
            "weir_webhook_notifications",
            "Notifications that came to webhooks, by what became of them.",
            "result",
            hookDoor.figures().byResult());
    ground.metrics().gauge("weir_watches", "Watches that are open.", apiDoor::watching);
    ground
        .metrics()
        .gauge("weir_sessions", "Logins of people that hold.", access.tokens()::sessions);
    ground
        .metrics()
        .info("weir_build", "Version of the program.", "version", ground.surroundings().version());
    ProcessFigures.measure(ground.clock(), ground.surroundings().heap()::bytes, ground.metrics());
  }

  /** What answers beside the API on its port. */
  private List<Mount> mounts() {
    return Stream.of(loginDoor.mounts(), consoleDoor.mounts(), List.of(hookDoor.mount()))
        .flatMap(List::stream)
        .toList();
  }

  private void answer() throws IOException {
    ground.listeners().start(new Mounts(mounts(), apiDoor), registryDoor, ground.data().socket());
    ground.data().describe("api=" + ground.apiUrl() + " registry=" + ground.registryUrl());
    ready.begin();
  }
}
