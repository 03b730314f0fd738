package dev.weir.streams;

import dev.weir.blob.BlobReader;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.HeldImage;
import dev.weir.streams.parts.HeldImages;
import dev.weir.streams.parts.Manifests;
import dev.weir.streams.parts.Part;
import dev.weir.streams.parts.PushedManifests;
import dev.weir.streams.parts.SourceParts;
import dev.weir.streams.parts.StreamMemory;
import dev.weir.streams.parts.StreamParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * What a stream shows of other registries: the images in the history of its tags that lie there,
 * all that their manifests are made of, and where they can be fetched. Manifests count by their own
 * bytes, which an import or a pull brought; what an Image object says of them does not.
 *
 * <p>Whose bytes are here through others is not shown by its digest alone. Of an image of its own a
 * stream shows the manifest, since its own import fetched it, unless it has the image by somebody's
 * word only ({@link Claims}); of all else, what was fetched for it.
 */
public final class StreamSources {
  private final StreamStore streams;
  private final Claims claims;
  private final ManifestTexts texts;
  private final StreamMemory memory;
  private final Fetched fetched;
  private final BlobReader mirror;
  private final PushedManifests manifests;

  /**
   * What the streams show.
   *
   * @param mirror holds manifests that pulls fetched
   * @param fetched what was fetched for which stream
   */
  public StreamSources(Streams streams, BlobReader mirror, Fetched fetched) {
    this.streams = streams.store();
    this.claims = streams.claims();
    this.texts = streams.images().texts();
    this.memory = streams.content().memory();
    this.fetched = fetched;
    this.mirror = mirror;
    this.manifests = streams.content().manifests().elsewhere(this::bytes);
  }

  /**
   * What pulls fetched for a stream. Manifests that were must stay, or what they name is not shown.
   */
  public interface Fetched {
    boolean has(StreamName stream, Digest digest);

    /** A number that is another one after something was fetched for the stream. */
    long changes(StreamName stream);

    /**
     * What was fetched for the stream after it said that number; may be more than that. Empty if it
     * is not known any more.
     */
    Optional<Set<Digest>> since(StreamName stream, long change);
  }

  /**
   * Something that lies in other registries.
   *
   * @param stream that shows it, as it was when that was asked
   * @param size bytes, as what names it says; empty of an image of which nothing is known yet
   * @param mediaType empty if it is not known
   * @param places where to fetch it, those to be tried first in front; never the integrated
   *     registry
   */
  public record Elsewhere(
      StreamId stream, Digest digest, OptionalLong size, String mediaType, List<Place> places) {
    public Elsewhere {
      places = List.copyOf(places);
    }
  }

  /**
   * Where something lies.
   *
   * @param repository without tag and digest
   * @param insecure it may be fetched over plain HTTP or from an unknown certificate
   */
  public record Place(ImageReference repository, boolean insecure) {}

  /** The bytes of an image's manifest that an import fetched are not there any more. */
  public void forget(Digest manifest) {
    manifests.forget(manifest);
  }

  /** Which events of each tag are looked at. */
  private enum Events {
    NEWEST,
    ALL;

    Map<HeldImage, Integer> of(HeldImages held) {
      return this == NEWEST ? held.newest() : held.all();
    }
  }

  private record Form(StreamName stream, Events events) {}

  /** An image of another registry that the stream shows, or one that such an image lists. */
  public Optional<Elsewhere> manifest(StreamName stream, Digest digest) {
    return find(stream, digest, StreamParts::manifest);
  }

  /** A configuration, a layer or a manifest of images of other registries. */
  public Optional<Elsewhere> blob(StreamName stream, Digest digest) {
    return find(stream, digest, StreamParts::blob);
  }

  /**
   * The bytes of a manifest that the stream shows, if they are here and it may be shown them
   * without having fetched them.
   */
  public Optional<byte[]> text(StreamName stream, Digest manifest) {
    try {
      return mayShow(stream, manifest)
          ? bytes(manifest, ManifestReader.MAX_BYTES)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read manifest " + manifest, e);
    }
  }

  /** True if the stream may be shown a manifest without fetching it, wherever its bytes are. */
  public boolean mayShow(StreamName stream, Digest manifest) {
    StoredStream newest = streams.newest(stream);
    return newest.exists()
        && (mayShow(newest, Events.NEWEST, manifest)
            || (!newest.whole() && mayShow(newest, Events.ALL, manifest)));
  }

  private boolean mayShow(StoredStream newest, Events events, Digest manifest) {
    return ask(
        newest,
        events,
        sources ->
            sources.parts().hasManifest(manifest)
                && mayShow(newest.stream().name(), manifest, sources.parts().isImage(manifest)));
  }

  private boolean mayShow(StreamName stream, Digest manifest, boolean isImage) {
    return fetched.has(stream, manifest)
        || (isImage && !claims.holdsOnlyByWord(stream, manifest.toString()));
  }

  private Optional<byte[]> bytes(Digest manifest, int most) throws IOException {
    Optional<byte[]> text = texts.find(manifest).filter(bytes -> bytes.length <= most);
    return text.isPresent() ? text : mirror.read(manifest, most);
  }

  /**
   * A manifest and all that it is made of, as far as bytes of manifests are here, whoever had them
   * fetched: for the server itself, and for nobody to see.
   */
  public Set<Digest> partsOf(Digest manifest) {
    StreamParts parts = new StreamParts(manifests);
    parts.become(Map.of(HeldImage.own(manifest), 1), Set.of(), 1);
    Set<Digest> all = new HashSet<>(parts.manifests());
    all.addAll(parts.blobs());
    return all;
  }

  /**
   * Tags whose image is the digest now, or is made of it. Reads all of the stream's manifests: for
   * where something failed.
   */
  public List<String> tagsShowing(StreamName stream, Digest digest) {
    ImageStream now = streams.newest(stream).stream();
    return now.tags().keySet().stream()
        .filter(tag -> now.newest(tag).filter(event -> shows(stream, event, digest)).isPresent())
        .toList();
  }

  private boolean shows(StreamName stream, TagEvent event, Digest digest) {
    Optional<HeldImage> image = HeldImage.of(event).filter(held -> !held.isOwn());
    if (image.isEmpty()) {
      return false;
    }
    StreamParts parts = new StreamParts(shownBy(stream));
    parts.become(Map.of(image.get(), 1), Set.of(), 1);
    return parts.hasBlob(digest);
  }

  /** Looks at the newest events first: they are at hand after a start, too. */
  private Optional<Elsewhere> find(StreamName name, Digest digest, Choice which) {
    StoredStream newest = streams.newest(name);
    if (!newest.exists()) {
      return Optional.empty();
    }
    Optional<Elsewhere> found = find(newest, Events.NEWEST, digest, which);
    return found.isPresent() || newest.whole() ? found : find(newest, Events.ALL, digest, which);
  }

  /** Chooses among the parts of a stream. */
  private interface Choice {
    Optional<Part> part(StreamParts parts, Digest digest);
  }

  private Optional<Elsewhere> find(
      StoredStream newest, Events events, Digest digest, Choice which) {
    StreamName name = newest.stream().name();
    return ask(
        newest,
        events,
        sources -> {
          Optional<Part> part = which.part(sources.parts(), digest);
          if (part.isEmpty() && lookForMissing(name, sources)) {
            part = which.part(sources.parts(), digest);
          }
          return part.map(found -> elsewhere(sources, newest.stream(), digest, found))
              .filter(found -> !found.places().isEmpty());
        });
  }

  /** Looks at what came since the last look, and not at all that is missing. */
  private boolean lookForMissing(StreamName name, SourceParts sources) {
    long now = fetched.changes(name);
    long late = texts.late();
    if (now == sources.fetched() && late == sources.late()) {
      return false;
    }
    Optional<Set<Digest>> came = fetched.since(name, sources.fetched());
    Optional<Set<Digest>> cameLate = texts.since(sources.late());
    sources.looked(now, late);
    if (came.isEmpty() || cameLate.isEmpty()) {
      return sources.parts().lookForMissing();
    }
    Set<Digest> all = new HashSet<>(came.get());
    all.addAll(cameLate.get());
    return sources.parts().lookForMissing(all);
  }

  private static Elsewhere elsewhere(
      SourceParts sources, ImageStream stream, Digest digest, Part part) {
    boolean all = stream.allowsInsecure();
    List<Place> places =
        sources.places(part).stream()
            .map(place -> new Place(place, all || sources.isInsecure(place)))
            .toList();
    return new Elsewhere(StreamId.of(stream), digest, part.size(), part.mediaType(), places);
  }

  private <T> T ask(StoredStream newest, Events events, Function<SourceParts, T> question) {
    StreamName name = newest.stream().name();
    return memory.ask(
        new Form(name, events),
        SourceParts.class,
        () -> new SourceParts(shownBy(name)),
        sources -> {
          if (sources.parts().revision() < newest.revision()) {
            follow(sources, newest, events);
          }
          return question.apply(sources);
        });
  }

  private Manifests shownBy(StreamName stream) {
    return new Manifests() {
      @Override
      public Optional<Composition> find(Digest manifest) {
        return manifests.find(manifest);
      }

      @Override
      public boolean mayShow(Digest manifest, boolean isImage) {
        return StreamSources.this.mayShow(stream, manifest, isImage);
      }
    };
  }

  private void follow(SourceParts sources, StoredStream newest, Events events) {
    StreamName name = newest.stream().name();
    Optional<List<HeldImages>> steps =
        sources.parts().revision() == 0
            ? Optional.empty()
            : streams.changes(name, sources.parts().revision(), newest.revision());
    boolean followed =
        steps.isPresent()
            && steps.get().stream().allMatch(step -> sources.follow(elsewhere(step), events::of));
    if (followed) {
      sources.parts().reached(newest.revision());
    } else {
      StoredStream stored = events == Events.NEWEST ? newest : streams.whole(name);
      sources.become(elsewhere(HeldImages.of(stored.stream())), events::of, stored.revision());
    }
  }

  private static HeldImages elsewhere(HeldImages held) {
    return held.of(image -> !image.isOwn());
  }
}
