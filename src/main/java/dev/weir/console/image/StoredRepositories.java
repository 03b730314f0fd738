package dev.weir.console.image;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.blob.BlobReader;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.reference.FallbackTag;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.Streams;
import dev.weir.streams.parts.Composition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Repositories as the own store has them. Nobody else is asked for a page; only who wants to see a
 * configuration has it brought.
 */
public final class StoredRepositories implements Repositories {
  /** Longest configuration that is read for a page. */
  private static final int LONGEST = 4 * 1024 * 1024;

  private static final int MOST = 100;

  private final Streams streams;
  private final BlobReader blobs;
  private final ConfigsElsewhere elsewhere;

  /**
   * The repositories.
   *
   * @param through gives what other registries hold
   */
  public StoredRepositories(Streams streams, BlobReader blobs, PullThrough through) {
    this.streams = streams;
    this.blobs = blobs;
    this.elsewhere = new ConfigsElsewhere(through, LONGEST);
  }

  @Override
  public boolean mayPull(User user, StreamName repository) {
    return streams.authorizer().allows(user, pull(repository));
  }

  private static Attributes pull(StreamName repository) {
    return Attributes.layers("get", repository.namespace(), repository.name());
  }

  @Override
  public Optional<byte[]> config(StreamName repository, String image) throws IOException {
    Optional<Digest> pushed =
        Digest.tryParse(image)
            .filter(digest -> streams.content().canBePulled(repository, digest))
            .flatMap(streams.content()::composition)
            .flatMap(Composition::config)
            .map(Descriptor::digest)
            .filter(config -> streams.content().holds(repository, config));
    if (pushed.isPresent()) {
      return blobs.read(pushed.get(), LONGEST);
    }
    Optional<byte[]> kept = kept(repository, image);
    if (kept.isPresent() || streams.claims().holdsOnlyByWord(repository, image)) {
      return kept;
    }
    return streams
        .images()
        .find(image)
        .map(found -> Json.string(found, "dockerImageConfig"))
        .filter(text -> !text.isEmpty())
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of an image of another registry: what was pushed here besides, or came by a pull. */
  private Optional<byte[]> kept(StreamName repository, String image) throws IOException {
    Optional<Digest> config = elsewhere.of(repository, image);
    if (config.isEmpty()) {
      return Optional.empty();
    }
    return streams.content().holds(repository, config.get())
        ? blobs.read(config.get(), LONGEST)
        : elsewhere.kept(repository, config.get());
  }

  @Override
  public boolean isElsewhere(StreamName repository, String image) throws IOException {
    return elsewhere
            .of(repository, image)
            .filter(config -> elsewhere.isShown(repository, config))
            .isPresent()
        && config(repository, image).isEmpty();
  }

  @Override
  public byte[] bring(User user, StreamName repository, String image) throws IOException {
    streams.authorizer().require(user, pull(repository));
    Optional<byte[]> here = config(repository, image);
    return here.isPresent()
        ? here.get()
        : elsewhere.fetched(
            repository,
            elsewhere
                .of(repository, image)
                .orElseThrow(
                    () ->
                        ApiStatus.badRequest("no registry is known to have its configuration")
                            .exception()));
  }

  @Override
  public List<Referrer> referrers(StreamName repository, Digest subject) throws IOException {
    Map<String, Referrer> found = new LinkedHashMap<>();
    for (RepositoryLinks.Referrer one : streams.links().referrers(repository, subject)) {
      if (found.size() < MOST) {
        described(repository, one).ifPresent(it -> found.put(it.digest(), it));
      }
    }
    ImageStream stream = streams.store().newest(repository).stream();
    for (String tag : FallbackTag.of(subject).toList()) {
      String image = stream.newest(tag).map(TagEvent::image).orElse("");
      if (!image.isEmpty()) {
        for (Referrer one : tagged(tag, image)) {
          Referrer _ = found.putIfAbsent(one.digest(), one);
        }
      }
    }
    return found.values().stream().limit(MOST).toList();
  }

  private Optional<Referrer> described(StreamName repository, RepositoryLinks.Referrer one)
      throws IOException {
    if (one.described().isPresent()) {
      ObjectNode told = Json.parseObject(one.described().get());
      String type = Json.string(told, "artifactType");
      Map<String, String> annotations = new LinkedHashMap<>();
      Json.objectAt(told, "annotations")
          .forEachEntry((key, value) -> annotations.put(key, value.asString("")));
      return Optional.of(
          new Referrer(
              one.digest().toString(),
              type.isEmpty() ? Json.string(told, "mediaType") : type,
              annotations,
              ""));
    }
    Optional<byte[]> bytes = blobs.read(one.digest(), ManifestReader.MAX_BYTES);
    return streams
        .links()
        .find(repository, one.digest())
        .flatMap(link -> bytes.flatMap(b -> manifest(link.mediaType(), b)))
        .map(
            manifest ->
                Referrer.listed(
                    ReferrerDescriptor.of(
                        manifest, one.digest(), bytes.map(b -> b.length).orElse(0))));
  }

  /** What a client pushed under a tag of that form; an index tells of others. */
  private List<Referrer> tagged(String tag, String image) throws IOException {
    Optional<Digest> digest = Digest.tryParse(image);
    Optional<byte[]> bytes =
        digest.isPresent() ? blobs.read(digest.get(), ManifestReader.MAX_BYTES) : Optional.empty();
    Optional<Manifest> manifest = bytes.flatMap(StoredRepositories::manifest);
    if (FallbackTag.isBare(tag)) {
      List<Referrer> all = new ArrayList<>();
      manifest.ifPresent(
          it -> {
            if (it instanceof Manifest.IndexManifest index) {
              index.manifests().forEach(one -> all.add(Referrer.listed(one)));
            }
          });
      return all;
    }
    return List.of(
        new Referrer(image, manifest.map(Manifest::mediaType).orElse(""), Map.of(), tag));
  }

  private static Optional<Manifest> manifest(String mediaType, byte[] bytes) {
    try {
      return Optional.of(ManifestReader.readStored(mediaType, bytes));
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }

  private static Optional<Manifest> manifest(byte[] bytes) {
    try {
      return Optional.of(ManifestReader.readStored(bytes));
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }
}
