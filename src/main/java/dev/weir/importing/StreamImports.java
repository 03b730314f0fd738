package dev.weir.importing;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.ServiceAccount;
import dev.weir.access.User;
import dev.weir.host.PullLogins;
import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.ImportedRepository;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.ImportedTags;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.StreamRules;
import dev.weir.manifest.Descriptor;
import dev.weir.objects.StoreContext;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.Keyring;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.Streams;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs an import for a stream: looks at the registries, stores the images, brings the results into
 * the stream (image-api.md 5).
 */
public final class StreamImports {
  private static final String PREFER_ARCH = "importer.image.openshift.io/prefer-arch";
  private static final String PREFER_OS = "importer.image.openshift.io/prefer-os";

  private static final int FORBIDDEN = 403;

  private final StoreContext context;
  private final StreamWriter writer;
  private final Importer importer;
  private final OwnImages own;
  private final StoredImages images;
  private final PublishedHost host;
  private final Authorizer authorizer;

  public StreamImports(Streams streams, Importer importer) {
    this.context = streams.context();
    this.writer = streams.writer();
    this.importer = importer;
    this.own = new OwnImages(streams);
    this.images = streams.images();
    this.host = streams.published();
    this.authorizer = streams.authorizer();
  }

  /** What an import of this user is going to hold. */
  public ImportMemory.Part memory(User user) {
    return importer.memory(user);
  }

  /**
   * Looks at everything; nothing is stored. What the integrated registry holds is looked at without
   * going through it, if the one for whom this is done may pull it, or else with the pull secrets
   * of the stream's namespace, as any other registry.
   *
   * @param asker whether a stream may be pulled from by the one for whom this is done; the logins
   *     of the namespace's service accounts count as well, without being used
   * @param memory holds what was fetched until it is closed
   */
  public ImportResult look(
      ImageStream stream,
      ImportJob job,
      Predicate<StreamName> asker,
      Patience patience,
      ImportMemory.Part memory)
      throws InterruptedException {
    boolean insecure = stream.annotation(ImportedTags.INSECURE).equals("true");
    String namespace = stream.name().namespace();
    PullLogins logins = context.host().logins(namespace);
    Keyring keyring = logins.given();
    Predicate<StreamName> mayPull = asker.or(source -> accountsMayPull(namespace, source));
    List<ImportRequest> remote = new ArrayList<>();
    var local = new IdentityHashMap<ImportJob.Image, ImportOutcome>();
    for (ImportJob.Image image : job.images()) {
      Descriptor.Platform platform = platform(stream, image.to());
      ImportMode mode = ImportMode.of(image.policy().mode());
      Optional<StreamName> source = inside(image.from(), mayPull, keyring);
      if (source.isEmpty()) {
        boolean unsafe = insecure || image.policy().insecure();
        remote.add(new ImportRequest(image.from(), unsafe, mode, platform));
      } else if (mayPull.test(source.get())) {
        local.put(image, memory.counted(own.image(image.from(), mode, platform)));
      } else {
        local.put(image, new ImportOutcome.Failed(mayNot(source.get()), ""));
      }
    }
    Optional<RepositoryRequest> repository =
        job.repository()
            .filter(wanted -> inside(wanted.from(), mayPull, keyring).isEmpty())
            .map(
                r ->
                    new RepositoryRequest(
                        r.from(),
                        insecure || r.policy().insecure(),
                        ImportMode.of(r.policy().mode()),
                        RepositoryRequest.DEFAULT_LIMIT));
    ImportResult found =
        importer.run(new ImportBatch(remote, repository), logins.all(), patience, memory);
    Iterator<ImportOutcome> rest = found.images().iterator();
    List<ImportOutcome> images = new ArrayList<>();
    for (ImportJob.Image image : job.images()) {
      ImportOutcome known = local.get(image);
      images.add(known == null ? rest.next() : known);
    }
    return new ImportResult(
        images, found.repository().or(() -> ownRepository(job, mayPull, keyring, memory)));
  }

  /**
   * The stream of this server that is meant, unless a login was made to go through the registry.
   */
  private Optional<StreamName> inside(String from, Predicate<StreamName> mayPull, Keyring keyring) {
    return own.source(from)
        .filter(
            source ->
                mayPull.test(source) || keyring.find(host.host(), source.toString()).isEmpty());
  }

  private Optional<RepositoryOutcome> ownRepository(
      ImportJob job, Predicate<StreamName> mayPull, Keyring keyring, ImportMemory.Part memory) {
    return job.repository()
        .flatMap(
            wanted ->
                inside(wanted.from(), mayPull, keyring)
                    .map(
                        source ->
                            mayPull.test(source)
                                ? own.repository(
                                    wanted.from(), ImportMode.of(wanted.policy().mode()), memory)
                                : new RepositoryOutcome.Unlisted(mayNot(source))));
  }

  private ApiStatus mayNot(StreamName source) {
    return ApiStatus.forbidden(
        "%s is this server's own registry, and pulling from %s takes get on imagestreams/layers there, or a pull secret for %s; who has that right may use \"oc tag %s:TAG STREAM:TAG\""
            .formatted(host.host(), source, host.host(), source));
  }

  private static Descriptor.Platform platform(ImageStream stream, String tag) {
    var annotations = stream.specTag(tag).map(SpecTag::annotations).orElse(Map.of());
    return new Descriptor.Platform(
        annotations.getOrDefault(PREFER_OS, "linux"),
        annotations.getOrDefault(PREFER_ARCH, "amd64"),
        "");
  }

  /** An import may use every login of its namespace, those of its own accounts among them. */
  private boolean accountsMayPull(String namespace, StreamName source) {
    Attributes pull = Attributes.layers("get", source.namespace(), source.name());
    return Stream.of("default", "builder")
        .map(name -> new ServiceAccount(namespace, name, "").user(Map.of()))
        .anyMatch(account -> authorizer.allows(account, pull));
  }

  /** What became of the stream. */
  public record Applied(ImageStream stream, long revision) {}

  /**
   * Stores the images that got a tag and writes the stream.
   *
   * @param before what the results were made for, or read again since
   * @return empty if somebody wrote the stream meanwhile
   */
  public Optional<Applied> apply(
      User user, StoredStream before, ImportJob job, ImportResult result) {
    ImageStream base = before.exists() ? before.stream() : writer.fresh(before.stream().name());
    List<ImportedTag> tags = new ArrayList<>();
    job.repository()
        .ifPresent(
            r -> result.repository().ifPresent(o -> tags.addAll(repositoryTags(base, r, o))));
    for (int i = 0; i < job.images().size(); i++) {
      ImportJob.Image image = job.images().get(i);
      if (!image.to().isEmpty() && !image.from().equals(ImportJob.ANYTHING)) {
        tags.add(
            new ImportedTag(
                image.to(),
                image.from(),
                image.policy(),
                image.referencePolicy(),
                true,
                stored(base, image.to(), result.images().get(i))));
      }
    }
    ImportedRepository repository = repository(before.stream(), job, result);
    return switch (ImportedTags.apply(base, tags, repository, context.now())) {
      case ImportedTags.Outcome.Unchanged _ ->
          Optional.of(new Applied(before.stream(), before.revision()));
      case ImportedTags.Outcome.Changed(ImageStream edited) -> {
        StreamRules rules = writer.rules(user);
        ImageStream after =
            StreamWriter.require(
                base.name(),
                before.exists()
                    ? rules.edit(before.stream(), edited)
                    : rules.createWithStatus(edited));
        yield write(before, after).map(revision -> new Applied(after, revision));
      }
    };
  }

  /** A stream tells of the repository that it is for; of any other its asker is told. */
  private static ImportedRepository repository(
      ImageStream stream, ImportJob job, ImportResult result) {
    return job.repository()
        .filter(wanted -> wanted.from().equals(stream.dockerImageRepository()))
        .flatMap(wanted -> result.repository().map(o -> repository(wanted.from(), o)))
        .orElseGet(ImportedRepository.NotAsked::new);
  }

  private static ImportedRepository repository(String from, RepositoryOutcome outcome) {
    return BackgroundOutcome.ofRepository(from, outcome)
            instanceof BackgroundOutcome.RepositoryFailed(String _, ApiStatus status, boolean _)
        ? new ImportedRepository.Failed(from, status.reason(), status.message())
        : new ImportedRepository.Listed();
  }

  /**
   * Writes down that results could not be stored: every tag that they were for says why.
   *
   * @return empty if somebody wrote the stream meanwhile
   */
  public Optional<Applied> refuse(StoredStream before, ImportJob job, ApiStatus status) {
    var why = new ImportedTag.Result.Failed(status.reason(), status.message());
    List<String> tags = job.images().stream().map(ImportJob.Image::to).toList();
    ImportedRepository repository =
        job.repository()
            .<ImportedRepository>map(
                r -> new ImportedRepository.Failed(r.from(), why.reason(), why.message()))
            .orElseGet(ImportedRepository.NotAsked::new);
    return switch (ImportedTags.refused(before.stream(), tags, repository, why, context.now())) {
      case ImportedTags.Outcome.Unchanged _ ->
          Optional.of(new Applied(before.stream(), before.revision()));
      case ImportedTags.Outcome.Changed(ImageStream told) ->
          writer.write(before, told, false).map(revision -> new Applied(told, revision));
    };
  }

  /** Where a limit is in the way, the tags that would be new say so (image-api.md 3.10). */
  private Optional<Long> write(StoredStream before, ImageStream after) {
    try {
      return writer.write(before, after, false);
    } catch (StatusException e) {
      if (e.status().code() == FORBIDDEN && before.exists()) {
        ImageStream stored = before.stream();
        List<String> fresh =
            after.tags().keySet().stream().filter(tag -> stored.newest(tag).isEmpty()).toList();
        var why = new ImportedTag.Result.Failed(e.status().reason(), e.status().message());
        if (ImportedTags.refused(
                stored, fresh, new ImportedRepository.NotAsked(), why, context.now())
            instanceof ImportedTags.Outcome.Changed(ImageStream told)) {
          Optional<Long> _ = writer.write(before, told, false);
        }
      }
      throw e;
    }
  }

  private List<ImportedTag> repositoryTags(
      ImageStream stream, ImportJob.Repository wanted, RepositoryOutcome outcome) {
    return switch (outcome) {
      case RepositoryOutcome.Unlisted _ -> List.of();
      case RepositoryOutcome.Listed listed -> {
        ImageReference repository = ImageReference.parse(wanted.from());
        List<ImportedTag> tags = new ArrayList<>();
        for (ImportOutcome image : listed.images()) {
          ImportPolicy policy = wanted.policy();
          tags.add(
              new ImportedTag(
                  image.tag(),
                  repository.withTag(image.tag()).exact(),
                  policy,
                  wanted.referencePolicy(),
                  false,
                  stored(stream, image.tag(), image)));
        }
        yield tags;
      }
    };
  }

  private ImportedTag.Result stored(ImageStream stream, String tag, ImportOutcome outcome) {
    return switch (outcome) {
      case ImportOutcome.Failed failed ->
          new ImportedTag.Result.Failed(failed.status().reason(), failed.status().message());
      case ImportOutcome.Imported imported -> {
        imported.children().forEach(this::store);
        store(imported.image());
        String image = imported.digest().toString();
        String pullSpec = host.strip(imported.pullSpec());
        boolean asWritten = stream.specTag(tag).map(SpecTag::reference).orElse(false);
        yield new ImportedTag.Result.Found(
            asWritten ? pullSpec : OwnRegistry.rehomed(pullSpec, image, stream.name()), image);
      }
    };
  }

  /**
   * Stores an image. One that is there already stays as it is, but for one that was only spoken of:
   * this one was fetched.
   */
  private void store(ObjectNode found) {
    images.write(
        Meta.name(found),
        present ->
            present.isEmpty()
                ? Optional.of(fetched(found))
                : present
                    .filter(Images::isClaimed)
                    .map(claim -> Images.replaced(claim, fetched(found))));
  }

  private ObjectNode fetched(ObjectNode found) {
    ObjectNode image = Images.lean(found).deepCopy();
    String reference = Json.string(image, "dockerImageReference");
    image.put("dockerImageReference", host.strip(reference));
    ObjectNode metadata = Meta.of(image);
    metadata.put("uid", context.newUid());
    metadata.put("creationTimestamp", StreamJson.time(context.now()));
    return image;
  }
}
