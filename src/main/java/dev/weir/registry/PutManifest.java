package dev.weir.registry;

import dev.weir.blob.BlobStore;
import dev.weir.http.BodyBudget;
import dev.weir.http.Exchange;
import dev.weir.http.Warnings;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.RecordPush;
import dev.weir.streams.StreamContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code PUT /v2/<name>/manifests/<reference>} (registry.md 1.5, 3.4): checks the manifest and all
 * it refers to, keeps its bytes, then records the push.
 */
final class PutManifest implements Action.OnRepository {
  private static final int MAX_TAGS = 50;

  private final BlobStore blobs;
  private final RecordPush recordPush;
  private final StreamContent content;
  private final RequiredContent required;
  private final Leases leases;
  private final BodyBudget bodies;

  PutManifest(RegistryDoor.Parts parts, RequiredContent required, Leases leases) {
    this.blobs = parts.blobs();
    this.recordPush = parts.recordPush();
    this.content = parts.content();
    this.required = required;
    this.leases = leases;
    this.bodies = parts.bodies();
  }

  @Override
  public void serve(RepositoryCall call) throws IOException, InterruptedException {
    requireWhole(call.http());
    List<String> tags = tags(call);
    Conditions conditions = Conditions.of(call.http());
    byte[] bytes = call.http().readBody(ManifestReader.MAX_BYTES);
    Manifest manifest;
    try (BodyBudget.Turn _ = bodies.turn(bytes.length)) {
      manifest = read(call.http(), bytes);
    }
    Digest digest = digest(call, bytes);
    RequiredContent.Found found = required.require(call.repository(), digest, manifest);
    List<SpecTag> held = new ArrayList<>();
    try (BodyBudget.Turn _ = bodies.turn(bytes.length + configSize(manifest))) {
      byte[] config = config(call.repository(), manifest);
      leases.grant(call.repository(), digest);
      blobs.put(digest, new ByteArrayInputStream(bytes));
      recordPush.push(
          call.user(),
          call.repository(),
          tags,
          new PushedManifest(digest, manifest, bytes, config, found.gaps()),
          before -> {
            conditions.requireOn(here(call, digest, before));
            held.clear(); // it is asked again each time that somebody was faster
            held.addAll(held(before, tags, digest));
          });
    }
    leases.takenUp(call.repository(), found.all());
    warn(call, found.gaps());
    Warnings.add(
        call.http(),
        held.stream().map(tag -> HoldWords.pushed(call.repository().name(), tag)).toList());
    answer(call, digest, tags, manifest.subject());
  }

  /** A part of a manifest would be taken for all of it (RFC 9110, 14.5). */
  private static void requireWhole(Exchange http) {
    if (http.header("Content-Range").isPresent()) {
      throw RegistryErrors.MANIFEST_INVALID.refuse(
          "a manifest is pushed whole, without Content-Range");
    }
  }

  /** What the path names before the push: what its tag is, or the manifest itself. */
  private Optional<Digest> here(RepositoryCall call, Digest digest, ImageStream before) {
    return call.hasDigest()
        ? Optional.of(digest).filter(d -> content.canBePulled(call.repository(), d))
        : before.newest(call.reference()).flatMap(event -> Digest.tryParse(event.image()));
  }

  /** Who pushed may not have meant it (registry.md 1.8). */
  private static void warn(RepositoryCall call, Map<Digest, Set<Digest>> named) {
    Set<Digest> gaps = new LinkedHashSet<>();
    named.values().forEach(gaps::addAll);
    if (!gaps.isEmpty()) {
      call.http()
          .addHeader(
              "Warning",
              "299 - \"repository %s never had %d of the blobs or manifests that this one refers to, such as %s; who pulls them finds none\""
                  .formatted(call.repository(), gaps.size(), gaps.iterator().next()));
    }
  }

  /** Tags that somebody holds, and that the push moves all the same. */
  private static List<SpecTag> held(ImageStream before, List<String> tags, Digest image) {
    return tags.stream()
        .filter(tag -> before.newest(tag).filter(e -> e.image().equals(image.toString())).isEmpty())
        .flatMap(tag -> before.specTag(tag).stream())
        .filter(SpecTag::isHeld)
        .toList();
  }

  /** The tag of the path, and those of {@code ?tag=} on a push by digest. */
  private static List<String> tags(RepositoryCall call) {
    List<String> tags = new ArrayList<>(call.http().queryValues("tag"));
    if (!call.hasDigest() && !tags.contains(call.reference())) {
      tags.addFirst(call.reference());
    }
    if (tags.size() > MAX_TAGS) {
      throw RegistryErrors.TAG_INVALID.refuse(
          414, "at most " + MAX_TAGS + " tags can be set at once");
    }
    for (String tag : tags) {
      if (!TagName.isValid(tag)) {
        throw RegistryErrors.TAG_INVALID.refuse(
            "\"" + tag + "\" is no tag: 128 word characters, dots and dashes at most");
      }
    }
    return tags.stream().distinct().toList();
  }

  private static Manifest read(Exchange http, byte[] bytes) {
    String declared = http.header("Content-Type").orElse("");
    int parameters = declared.indexOf(';');
    String type = (parameters < 0 ? declared : declared.substring(0, parameters)).strip();
    Manifest manifest = ManifestReader.read(type, bytes);
    if (!manifest.mediaType().equals(StoredManifest.typeOf(bytes))) {
      throw RegistryErrors.MANIFEST_INVALID.refuse(
          "a document of type " + manifest.mediaType() + " must say so in its mediaType");
    }
    return manifest;
  }

  private static Digest digest(RepositoryCall call, byte[] bytes) {
    if (!call.hasDigest()) {
      return Digest.of(bytes);
    }
    Digest named = call.digest();
    Digest actual = named.sameAlgorithm(bytes);
    if (!actual.equals(named)) {
      throw RegistryErrors.DIGEST_INVALID.refuse(
          "the manifest has digest " + actual + ", not " + named);
    }
    return named;
  }

  /** Bytes of what {@link #config} gives. */
  private static long configSize(Manifest manifest) {
    return manifest instanceof Manifest.ImageManifest image
            && image.config().size() <= ManifestReader.MAX_BYTES
            && MediaTypes.isImageConfig(image.config().mediaType())
        ? image.config().size()
        : 0;
  }

  /** The configuration of an image, if it is of a kind and size that is read. */
  private byte[] config(StreamName repository, Manifest manifest) throws IOException {
    if (!(manifest instanceof Manifest.ImageManifest image) || configSize(manifest) == 0) {
      return new byte[0];
    }
    return blobs
        .read(image.config().digest(), ManifestReader.MAX_BYTES)
        .orElseThrow(() -> RequiredContent.missing(repository, image.config()));
  }

  private static void answer(
      RepositoryCall call, Digest digest, List<String> tags, Optional<Descriptor> subject) {
    Exchange http = call.http();
    http.setHeader("Location", call.path("/manifests/" + digest));
    http.setHeader("Docker-Content-Digest", digest.toString());
    http.setHeader("Content-Length", "0");
    subject.ifPresent(s -> http.setHeader("OCI-Subject", s.digest().toString()));
    if (!http.queryValues("tag").isEmpty()) {
      http.setHeader("OCI-Tag", String.join(", ", tags));
    }
    http.status(201);
  }
}
