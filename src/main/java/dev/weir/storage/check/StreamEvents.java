package dev.weir.storage.check;

import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Recent;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.encoded.OlderEvents;
import dev.weir.streams.parts.Composition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams: each event's Image is there, and of one that was pushed all that its manifest names, but
 * for what the stream never got with it.
 */
final class StreamEvents implements Look {
  /** Images that were found whole are not looked at for each tag and stream that has them. */
  private static final int REMEMBERED = 50_000;

  private final Ground ground;
  private final OlderEvents history;
  private final Recent<Digest, Boolean> whole = new Recent<>(REMEMBERED);

  StreamEvents(Ground ground) {
    this.ground = ground;
    this.history = new OlderEvents(ground.store());
  }

  @Override
  public String name() {
    return "image streams";
  }

  @Override
  public String prefix() {
    String some = StreamKeys.stream(new StreamName("n", "s"));
    return some.substring(0, some.length() - "n/s".length());
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    ImageStream stream = EncodedStream.read(entry.value());
    boolean older = EncodedStream.hasOlder(entry.value());
    Map<String, Fault> faults = new HashMap<>();
    Set<String> seen = new HashSet<>();
    stream
        .tags()
        .forEach(
            (tag, newest) -> {
              Stream<TagEvent> past =
                  older ? history.of(stream.name(), tag, at).stream() : Stream.empty();
              Stream.concat(newest.items().stream(), past)
                  .filter(event -> seen.add(event.image()))
                  .flatMap(event -> look(stream.name(), tag, event, at).stream())
                  .forEach(fault -> faults.putIfAbsent(fault.finding().object(), fault));
            });
    return List.copyOf(faults.values());
  }

  private List<Fault> look(StreamName stream, String tag, TagEvent event, long at) {
    Optional<Digest> digest = Digest.tryParse(event.image());
    if (digest.isEmpty()) {
      return List.of();
    }
    Optional<Entry> image = ground.store().get(StreamKeys.image(event.image()), at);
    if (image.isEmpty()) {
      return List.of(withoutImage(stream, tag, event, digest.get(), at));
    }
    boolean pushed =
        OwnRegistry.owns(event.reference())
            && ground.store().get("/claims/" + stream + "/" + event.image(), at).isEmpty()
            && isPushed(image.get());
    return pushed ? parts(stream, digest.get()) : List.of();
  }

  private static boolean isPushed(Entry entry) {
    ObjectNode image = Json.parseObject(entry.value());
    return Images.isManaged(image) && !Images.isClaimed(image);
  }

  private Fault withoutImage(
      StreamName stream, String tag, TagEvent event, Digest digest, long at) {
    Finding finding =
        Finding.of(
            Kind.MISSING_IMAGE,
            digest.toString(),
            stream + ":" + tag,
            "the tag's history names an Image that is not there");
    return made(stream, event, digest, at)
        .map(
            image ->
                Fault.of(
                    finding,
                    Transaction.builder()
                        .ifAbsent(StreamKeys.image(digest.toString()))
                        .put(StreamKeys.image(digest.toString()), ApiObject.encode(image))))
        .orElse(Fault.beyondRepair(finding));
  }

  /** The Image that the manifest makes; empty if it is not here. */
  private Optional<ObjectNode> made(StreamName stream, TagEvent event, Digest digest, long at) {
    boolean own = OwnRegistry.owns(event.reference());
    Optional<byte[]> bytes =
        own
            ? read(digest)
            : ground
                .store()
                .get("/manifests/" + digest, at)
                .map(Entry::value)
                .filter(text -> digest.sameAlgorithm(text).equals(digest));
    try {
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      Manifest manifest = ManifestReader.readStored(bytes.get());
      byte[] config =
          own && manifest instanceof Manifest.ImageManifest single
              ? read(single.config().digest()).orElse(new byte[0])
              : new byte[0];
      String pullSpec = own ? OwnRegistry.pullSpec(stream, digest.toString()) : event.reference();
      ObjectNode image =
          Images.lean(Images.fromManifest(digest, manifest, bytes.get(), config, pullSpec, own));
      Meta.of(image)
          .put("uid", UUID.randomUUID().toString())
          .put("creationTimestamp", StreamJson.time(ground.clock().instant()));
      return Optional.of(image);
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> read(Digest digest) {
    try {
      return ground.blobs().read(digest, ManifestReader.MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What of an image is not there, and is no gap of the stream. */
  private List<Fault> parts(StreamName stream, Digest image) {
    if (whole.find(image).isPresent()) {
      return List.of();
    }
    List<Fault> faults = new ArrayList<>();
    if (isWhole(stream, image, faults)) {
      whole.keep(image, true);
    }
    return faults;
  }

  /** True if nothing is missing, whatever of it the stream has. */
  private boolean isWhole(StreamName stream, Digest manifest, List<Fault> faults) {
    Set<Digest> gaps = ground.gaps().of(stream, manifest);
    Optional<Composition> made = ground.manifests().find(manifest);
    if (made.isEmpty()) {
      if (!gaps.contains(manifest)) {
        missing(stream, manifest, manifest, faults);
      }
      return false;
    }
    boolean all = true;
    for (Descriptor part :
        Stream.concat(made.get().config().stream(), made.get().blobs().stream()).toList()) {
      OptionalLong size = ground.size(part.digest());
      if (size.isEmpty()) {
        all = false;
        if (!gaps.contains(part.digest())) {
          missing(stream, manifest, part.digest(), faults);
        }
      }
    }
    for (Digest child : made.get().children().toList()) {
      if (gaps.contains(child)) {
        all &= ground.size(child).isPresent();
      } else {
        all &= isWhole(stream, child, faults);
      }
    }
    return all && gaps.isEmpty();
  }

  private static void missing(StreamName stream, Digest manifest, Digest part, List<Fault> faults) {
    String of = part.equals(manifest) ? "the image's manifest" : "a part of " + manifest;
    faults.add(
        Fault.beyondRepair(
            Finding.of(
                Kind.MISSING_BLOB,
                part.toString(),
                stream,
                of + " is not there; push the image again")));
  }
}
