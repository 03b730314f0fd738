package dev.weir.server;

import dev.weir.access.AesGcmSealer;
import dev.weir.access.Authenticators;
import dev.weir.access.ClientCertificates;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.apiserver.ApiDoor;
import dev.weir.audit.AuditFile;
import dev.weir.audit.AuditLog;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.Loops;
import dev.weir.failure.FileProblem;
import dev.weir.http.BodyBudget;
import dev.weir.http.Exchange;
import dev.weir.http.KnownNames;
import dev.weir.imageapi.ImageApi;
import dev.weir.imageapi.NewestStreams;
import dev.weir.importing.ImportMemory;
import dev.weir.importing.Importer;
import dev.weir.lookup.RegistryHosts;
import dev.weir.oauth.Issuers;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.account.AccountKinds;
import dev.weir.platform.account.AccountLoop;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.limit.AllowedRegistries;
import dev.weir.platform.limit.Quotas;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.platform.project.ProjectKinds;
import dev.weir.platform.rbac.DefaultPolicy;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.platform.rbac.review.ReviewKinds;
import dev.weir.platform.user.UserKinds;
import dev.weir.registry.Realm;
import dev.weir.registry.RegistryDoor;
import dev.weir.resource.ApiStatus;
import dev.weir.server.config.ListenAddress;
import dev.weir.server.config.PublicUrl;
import dev.weir.server.config.RegistryHost;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.GivenFiles;
import dev.weir.server.config.ServerConfig.OwnAuthority;
import dev.weir.server.config.StartException;
import dev.weir.server.data.AccountKeys;
import dev.weir.server.data.Administrator;
import dev.weir.server.data.BlobsMark;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.data.Kubeconfig;
import dev.weir.server.data.PastStore;
import dev.weir.server.data.SealedValues;
import dev.weir.server.data.SealingKeys;
import dev.weir.server.listen.ApiPort;
import dev.weir.server.listen.Listeners;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.tls.Certificates;
import dev.weir.server.tls.ServerIdentity;
import dev.weir.store.Compactor;
import dev.weir.store.Retention;
import dev.weir.store.StoreException;
import dev.weir.store.sqlite.SqliteStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.RecordPush;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import dev.weir.trigger.TriggerGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Weir. The constructor is the one place where everything is put together. */
final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** How long running requests may take to finish; the rest of ten seconds is for the store. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Parts parts;
  private final ServerConfig config;
  private final DataDirectory data;
  private final Listeners listeners;
  private final ApiDoor apiDoor;
  private final String registryHost;
  private volatile boolean ready;

  /**
   * Starts a server; on return it answers.
   *
   * @throws StartException if it cannot start here
   */
  static Server start(ServerConfig config, Surroundings surroundings) {
    Parts parts = new Parts();
    try {
      return new Server(parts, config, surroundings);
    } catch (IOException e) {
      parts.close();
      throw new StartException("Weir cannot start: " + FileProblem.named(e) + ".", e);
    } catch (StoreException e) {
      parts.close();
      throw new StartException("Weir cannot start: " + e.getMessage() + ".", e);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private Server(Parts parts, ServerConfig config, Surroundings surroundings) throws IOException {
    this.parts = parts;
    this.config = config;
    Clock clock = surroundings.clock();
    InstantSource steady = SteadyClock.from(clock, System::nanoTime);

    this.data = parts.add(DataDirectory.open(config.data()));
    Set<String> hosts = hosts(surroundings);
    ServerIdentity identity = identity(hosts, surroundings);
    RequestMetrics metrics = new RequestMetrics();
    this.listeners = parts.add(Listeners.bind(config, identity, metrics));
    this.registryHost = registryHost();
    KnownNames names = new KnownNames(identity.names(hosts));
    AuditLog audit =
        switch (config.audit()) {
          case ServerConfig.NoAudit _ -> AuditLog.OFF;
          case ServerConfig.AuditTo(Path file) -> parts.add(AuditFile.open(file, clock));
        };
    listeners.auditBy(audit);
    metrics.counter(
        "weir_audit_lost_events",
        "Requests that the audit log should tell of and does not.",
        audit::lost);

    PastStore past = new PastStore(data);
    past.requireFile();
    SqliteStore store = parts.add(SqliteStore.open(data.database()));
    past.requireContent(store.revision());
    AesGcmSealer sealer = SealingKeys.open(data.sealingKey(), store.revision() == 1);
    BlobsMark mark = parts.add(BlobsMark.open(data, store.revision() > 1));
    FileBlobStore blobs =
        parts.add(
            FileBlobStore.open(data.blobs(), () -> data.isInPlace() && mark.isInPlace(), steady));
    StorageWatch storage = new StorageWatch(data, mark, store, blobs);
    Tokens tokens = new Tokens(store, clock);
    Logins logins = parts.add(new Logins(store, tokens, data.users(), clock, steady));
    ServiceAccountTokens accountTokens =
        new ServiceAccountTokens(store, sealer, AccountKeys.open(data.accountKeys()), clock);
    Authenticators authenticator =
        new Authenticators(List.of(tokens, logins.people(), accountTokens));
    RbacAuthorizer authorizer = parts.add(new RbacAuthorizer(store));

    StoreContext objects = new StoreContext(store, clock, new Quotas(store));
    NamespaceRest namespaces = new NamespaceRest(objects);
    StreamStore streams =
        new StreamStore(objects, new AllowedRegistries(config.allowedRegistries(), registryHost));
    StreamContent content = new StreamContent(streams, blobs, new RepositoryLinks(store));
    PublishedHost host = new PublishedHost(registryHost, !config.askedRegistryHost().isEmpty());
    Importer importer =
        new Importer(
            parts.add(Upstreams.open(config, surroundings.proxies(), steady)),
            new ImportMemory(Runtime.getRuntime().maxMemory()));
    Set<String> registryHosts = new TreeSet<>(data.allRegistryHosts());
    registryHosts.add(registryHost);
    TriggerGuard triggers = new TriggerGuard(store, authorizer, logins.people()::today);
    StoreContext workloads =
        objects.with(
            Workloads.lookup(streams, new RegistryHosts(registryHost, registryHosts::contains)),
            triggers);
    List<Rest> kinds =
        new ArrayList<>(CoreKinds.resources(workloads, namespaces, new SealedValues(sealer)));
    kinds.addAll(
        AccountKinds.resources(
            objects, accountTokens, authenticator, plural -> core(kinds, plural)));
    kinds.addAll(AppsKinds.resources(workloads));
    kinds.addAll(OpenShiftKinds.resources(workloads));
    kinds.addAll(ProjectKinds.resources(objects, namespaces, authorizer, authorizer));
    kinds.addAll(UserKinds.resources(objects));
    kinds.addAll(logins.kinds(objects, apiUrl()));
    kinds.addAll(RbacKinds.resources(objects, authorizer, authorizer));
    kinds.addAll(ReviewKinds.resources(authorizer, authorizer));
    Rest secrets = core(kinds, "secrets");
    kinds.addAll(
        ImageApi.resources(objects, streams, content, host, authorizer, secrets, importer));
    Catalog catalog = new Catalog(kinds);

    BodyBudget bodies = new BodyBudget(Runtime.getRuntime().maxMemory());
    RegistryDoor registryDoor =
        new RegistryDoor(
            new RegistryDoor.Parts(
                store,
                blobs,
                new RepositoryLinks(store),
                new StreamTags(objects, streams, authorizer),
                content,
                new RecordPush(objects, streams, authorizer, content),
                authenticator,
                authorizer,
                new Realm(config.publicAccess().registry(), names, registryHost),
                clock,
                bodies));
    this.apiDoor =
        new ApiDoor(
            catalog,
            new ApiDoor.Access(
                authenticator,
                authorizer,
                identity.clientAuthorities().stream()
                    .map(authority -> new ClientCertificates(authority, clock))
                    .toList()),
            new ApiDoor.Times(clock, steady),
            surroundings.version(),
            () -> obstacle(storage),
            Map.of("/metrics", exchange -> metrics(metrics, exchange)),
            bodies);

    NamespaceRest.STANDING.forEach(
        name -> namespaces.ensure(new Scope(User.system("server"), name), name));
    new DefaultPolicy(objects).ensure();
    new Administrator(tokens, new Kubeconfig(data.adminKubeconfig()))
        .letIn(apiUrl(), identity.trustPem());

    Loops loops = parts.add(new Loops());
    Catalog newest = new Catalog(List.of(new NewestStreams(objects, host)));
    StandingLoops standing =
        new StandingLoops(
            loops,
            new InProcessResources(() -> catalog, authorizer, User.system("loops")),
            new InProcessResources(() -> newest, authorizer, User.system("loops")));
    standing.endNamespaces(store, catalog, namespaces);
    standing.collectGarbage(store, catalog);
    standing.countQuotas(store, catalog);
    standing.gatherRoles();
    List<String> registries =
        Stream.concat(
                Stream.of(registryHost, listeners.registry().authority()),
                config.publicAccess().registry().map(PublicUrl::authority).stream())
            .distinct()
            .toList();
    standing.giveAccounts(
        queue ->
            new AccountLoop(
                new InProcessResources(() -> catalog, authorizer, User.system("accounts")),
                accountTokens,
                identity.trustPem(),
                registries,
                objects::randomSuffix,
                queue));
    Function<String, EventRecorder> recorder =
        loop ->
            new EventRecorder(
                new InProcessResources(() -> catalog, authorizer, User.system(loop)),
                CoreKinds.EVENT,
                loop,
                clock);
    standing.followTriggers(registryHosts::contains, triggers, recorder.apply("triggers"));
    EventRecorder events = recorder.apply("imports");
    standing.importInBackground(
        queue ->
            ImageApi.backgroundImport(
                objects, streams, content, host, authorizer, secrets, importer, events, queue));
    loops.start(
        "housekeeping",
        new Housekeeping(
            new Compactor(store, Retention.USUAL, steady), tokens, logins.codes(), blobs, steady));
    loops.start("storage", storage);

    metrics.gauge("weir_store_revision", "Newest revision of the store.", store::revision);
    metrics.gauge(
        "weir_storage_writable",
        "1 while the store and the blobs can be written, else 0.",
        () -> storage.trouble().isEmpty() ? 1 : 0);
    metrics.counter(
        "weir_damaged_blobs",
        "Blobs that were taken away because their bytes had changed on the disk.",
        blobs::damaged);
    metrics.info("weir_build", "Version of the program.", "version", surroundings.version());
    Optional<String> publicApi = config.publicAccess().api();
    Issuers issuers = new Issuers(publicApi.orElse(apiUrl()), publicApi.isPresent(), names);
    listeners.start(
        new ApiPort(apiDoor, logins.door(objects, issuers, bodies)), registryDoor, data.socket());
    data.describe("api=" + apiUrl() + " registry=" + registryUrl());
    this.ready = true;
  }

  /** Without what the log says: everybody may ask. */
  private Optional<String> obstacle(StorageWatch storage) {
    return ready
        ? storage.trouble().map(_ -> "nothing can be written; the server's log says why")
        : Optional.of("the server is starting or stopping");
  }

  private static Rest core(List<Rest> kinds, String plural) {
    return new Catalog(kinds)
        .find("", "v1", plural)
        .orElseThrow(() -> ApiStatus.noSuchPath().exception());
  }

  /** Names and addresses that the server goes by, as far as it is told. */
  private Set<String> hosts(Surroundings surroundings) throws IOException {
    Set<String> hosts = new TreeSet<>();
    for (ListenAddress address : List.of(config.api(), config.registry())) {
      if (!address.isWildcard()) {
        hosts.add(address.host());
      }
    }
    if (config.api().isWildcard() || config.registry().isWildcard()) {
      hosts.addAll(surroundings.addresses().get());
    }
    Stream.concat(config.publicAccess().api().stream(), config.publicAccess().registry().stream())
        .map(url -> RegistryHost.withoutPort(PublicUrl.authority(url)))
        .forEach(hosts::add);
    if (!surroundings.hostName().isEmpty()) {
      hosts.add(surroundings.hostName());
    }
    String named = config.askedRegistryHost();
    (named.isEmpty() ? data.registryHosts().stream().limit(1) : List.of(named).stream())
        .map(RegistryHost::withoutPort)
        .forEach(hosts::add);
    return hosts;
  }

  private ServerIdentity identity(Set<String> hosts, Surroundings surroundings) {
    return switch (config.certificate()) {
      case OwnAuthority _ -> new Certificates(data, surroundings.clock()).own(hosts);
      case GivenFiles files -> Certificates.given(files);
    };
  }

  private String registryHost() throws IOException {
    ListenAddress bound = listeners.registry();
    String host = RegistryHost.choose(config.askedRegistryHost(), data.registryHosts(), bound);
    boolean fleeting = config.askedRegistryHost().isEmpty() && config.registry().port() == 0;
    try {
      if (fleeting) {
        data.rememberFleetingHost(host);
      } else {
        data.keepRegistryHost(host);
      }
    } catch (IOException e) {
      LOG.warn("{}; a later start does not know the registry as {}", e.getMessage(), host);
    }
    return host;
  }

  private static void metrics(RequestMetrics metrics, Exchange exchange) throws IOException {
    exchange.status(200);
    exchange.send(RequestMetrics.contentType(), metrics.text());
  }

  String apiUrl() {
    return "https://" + listeners.api().authority();
  }

  String registryUrl() {
    return (config.registrySpeaksTls() ? "https://" : "http://") + listeners.registry().authority();
  }

  /**
   * What to know about the registry's name, if it is not where the registry listens and nobody
   * asked for that: pull specs lead elsewhere.
   */
  Optional<String> otherName() {
    ListenAddress bound = listeners.registry();
    return registryHost.equals(bound.authority()) || !config.askedRegistryHost().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "pull specs name the registry %s, as kept from an earlier start, and it listens on %s;"
                    .formatted(registryHost, bound)
                + " listen there again with --registry, or change the name with --registry-host");
  }

  Path kubeconfig() {
    return data.adminKubeconfig();
  }

  /** Finishes what runs, makes everything durable, and lets go of the data directory. */
  @Override
  public void close() {
    ready = false;
    try {
      listeners.stop(PATIENCE, apiDoor::close);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    parts.close();
  }
}
