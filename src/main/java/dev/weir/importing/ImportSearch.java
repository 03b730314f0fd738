package dev.weir.importing;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.ServiceAccount;
import dev.weir.host.Host;
import dev.weir.host.PullLogins;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.StreamName;
import dev.weir.remote.Keyring;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.Streams;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for all that an import is for where it is: what the integrated registry holds in the own
 * store, everything else in other registries, with the logins of the stream's namespace. Nothing is
 * stored here.
 */
final class ImportSearch {
  private static final String PREFER_ARCH = "importer.image.openshift.io/prefer-arch";
  private static final String PREFER_OS = "importer.image.openshift.io/prefer-os";

  private final Importer importer;
  private final TagLimit limit;
  private final ImportWrites writes;
  private final OwnImages own;
  private final Host cluster;
  private final PublishedHost published;
  private final Authorizer authorizer;

  ImportSearch(Streams streams, Importer importer, TagLimit limit, ImportWrites writes) {
    this.writes = writes;
    this.importer = importer;
    this.limit = limit;
    this.own = new OwnImages(streams, limit);
    this.cluster = streams.context().host();
    this.published = streams.published();
    this.authorizer = streams.authorizer();
  }

  /** As {@link StreamImports#look}. */
  Findings look(
      ImageStream stream,
      ImportJob job,
      Predicate<StreamName> asker,
      Patience patience,
      ImportMemory.Part memory)
      throws InterruptedException {
    PullLogins logins = cluster.logins(stream.name().namespace());
    One search = new One(stream, job, asker, logins.given(), memory);
    List<Planned> images = job.images().stream().map(search::plan).toList();
    Optional<PlannedRepository> repository = job.repository().map(search::plan);
    ImportBatch batch =
        new ImportBatch(
            images.stream().flatMap(image -> image.way().request().stream()).toList(),
            repository.flatMap(PlannedRepository::request));
    Fetched fetched =
        importer.fetch(batch, logins.all(), patience, memory, writes.into(stream, job));
    return new Findings(
        images.stream().map(image -> image.looked(fetched)).toList(),
        repository.map(
            planned ->
                new LookedRepository(
                    planned.wanted(),
                    fetched.repository().orElseGet(() -> search.own(planned.wanted())))));
  }

  /** What is to be done for an image. */
  private record Planned(Wanted wanted, Way way) {
    Looked looked(Fetched fetched) {
      return new Looked(
          wanted,
          switch (way) {
            case Way.Known(ImportOutcome outcome) -> outcome;
            case Way.Remote(ImportRequest asked) -> fetched.of(asked);
          });
    }
  }

  private sealed interface Way {
    /** It was looked at here. */
    record Known(ImportOutcome outcome) implements Way {}

    /** It is to be had from another registry, or from this one by a login. */
    record Remote(ImportRequest asked) implements Way {}

    default Optional<ImportRequest> request() {
      return this instanceof Remote(ImportRequest asked) ? Optional.of(asked) : Optional.empty();
    }
  }

  /**
   * What is to be done for a repository.
   *
   * @param request empty if the integrated registry is looked at
   */
  private record PlannedRepository(WantedRepository wanted, Optional<RepositoryRequest> request) {}

  /** What a tag prefers in a list. */
  static Descriptor.Platform platform(ImageStream stream, String tag) {
    var annotations = stream.specTag(tag).map(SpecTag::annotations).orElse(Map.of());
    return new Descriptor.Platform(
        annotations.getOrDefault(PREFER_OS, "linux"),
        annotations.getOrDefault(PREFER_ARCH, "amd64"),
        "");
  }

  /** The search for one import. */
  private final class One {
    private final ImageStream stream;
    private final boolean stores;
    private final Predicate<StreamName> mayPull;
    private final Keyring given;
    private final ImportMemory.Part memory;

    One(
        ImageStream stream,
        ImportJob job,
        Predicate<StreamName> asker,
        Keyring given,
        ImportMemory.Part memory) {
      this.stream = stream;
      this.stores = job.stores();
      this.mayPull = asker.or(this::accountsMayPull);
      this.given = given;
      this.memory = memory;
    }

    /** An import may use every login of its namespace, those of its own accounts among them. */
    private boolean accountsMayPull(StreamName source) {
      Attributes pull = Attributes.layers("get", source.namespace(), source.name());
      return Stream.of("default", "builder")
          .map(name -> new ServiceAccount(stream.name().namespace(), name, "").user(Map.of()))
          .anyMatch(account -> authorizer.allows(account, pull));
    }

    /** The stream of this server that is meant, unless a login goes through the registry. */
    private Optional<StreamName> inside(String from) {
      return own.source(from)
          .filter(
              source ->
                  mayPull.test(source)
                      || given.find(published.host(), source.toString()).isEmpty());
    }

    Planned plan(Wanted wanted) {
      Descriptor.Platform platform = platform(stream, wanted.to());
      Optional<StreamName> source = inside(wanted.from());
      Way way;
      if (source.isEmpty()) {
        boolean unsafe = stream.allowsInsecure(wanted.policy());
        var use = ImportRequest.Use.of(stores && wanted.isForATag(), wanted.includeManifest());
        way =
            new Way.Remote(new ImportRequest(wanted.from(), unsafe, wanted.mode(), platform, use));
      } else if (mayPull.test(source.get())) {
        way =
            new Way.Known(
                KeptImages.stored(memory, own.image(wanted.from(), wanted.mode(), platform)));
      } else {
        way = new Way.Known(new ImportOutcome.Failed(own.notYours(source.get()), ""));
      }
      return new Planned(wanted, way);
    }

    PlannedRepository plan(WantedRepository wanted) {
      RepositoryRequest request =
          new RepositoryRequest(
              wanted.from(),
              stream.allowsInsecure(wanted.policy()),
              wanted.mode(),
              limit,
              ImportRequest.Use.of(stores, wanted.includeManifest()));
      return new PlannedRepository(
          wanted, inside(wanted.from()).isEmpty() ? Optional.of(request) : Optional.empty());
    }

    /** A repository of this server. */
    RepositoryOutcome own(WantedRepository wanted) {
      StreamName source = own.source(wanted.from()).orElseThrow();
      return mayPull.test(source)
          ? own.repository(wanted.from(), wanted.mode(), memory)
          : new RepositoryOutcome.Unlisted(own.notYours(source));
    }
  }
}
