package dev.weir.pullthrough.stream;

import dev.weir.access.HeapBudget;
import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.manifest.Descriptor;
import dev.weir.pullthrough.BlobFetches;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import dev.weir.streams.StreamSources;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Gives what a stream shows of other registries: what is mirrored for it from here, everything else
 * from where it was imported. Who asks has the right to pull from the stream. Each method answers
 * with nothing for what the stream does not show.
 */
public final class PullThrough {
  private final PulledBlobs blobs;
  private final PulledManifests manifests;
  private final PulledReferrers referrers;
  private final ShownElsewhere shown;
  private final Mirrors mirrors;
  private final BlobStore mirror;
  private final PullFigures figures;

  /**
   * What it works with.
   *
   * @param store keeps what registries say about images
   * @param mirror holds what came of other registries
   * @param keeps whether blobs that come stay there
   * @param heap that what comes is taken from while it is worked on
   * @param clock should never go back
   */
  public record Parts(
      StreamSources sources,
      Store store,
      Mirrors mirrors,
      BlobStore mirror,
      boolean keeps,
      BlobFetches fetches,
      Origins origins,
      PullReports reports,
      PullFigures figures,
      HeapBudget heap,
      InstantSource clock) {}

  public PullThrough(Parts parts) {
    Outcomes outcomes = new Outcomes(parts.reports(), parts.figures());
    Referred referred = new Referred(parts.store());
    this.shown = new ShownElsewhere(parts, referred);
    this.blobs = new PulledBlobs(parts, shown, outcomes);
    this.manifests = new PulledManifests(parts, shown, outcomes);
    this.referrers = new PulledReferrers(parts, shown, referred);
    this.mirrors = parts.mirrors();
    this.mirror = parts.mirror();
    this.figures = parts.figures();
  }

  /** How often it was asked for something, and what came of that. */
  public PullFigures figures() {
    return figures;
  }

  /** True if the stream shows something, or what was said about an image of it. Nobody is asked. */
  public boolean shows(StreamName stream, Digest digest) {
    return showsManifest(stream, digest) || shown.blob(stream, digest).isPresent();
  }

  /** As {@link #shows}, of a manifest. */
  public boolean showsManifest(StreamName stream, Digest digest) {
    return shown.manifest(stream, digest).isPresent();
  }

  /**
   * A configuration or a layer; the caller closes it. Blocks until its first bytes are here; reads
   * wait for the others.
   *
   * @throws PullThroughException if it is not here and cannot be had
   */
  public Optional<Came<Blob>> open(StreamName stream, Digest digest) {
    return blobs.open(stream, digest);
  }

  /**
   * Bytes of what {@link #open} would give, by the manifest that names it; nothing is fetched.
   *
   * @throws PullThroughException if nobody may be asked for it
   */
  public Optional<Came<Long>> size(StreamName stream, Digest digest) {
    return blobs.size(stream, digest);
  }

  /**
   * The bytes of an image's manifest, of one that an image lists, or of one that says something
   * about an image.
   *
   * @throws PullThroughException if it is not here and cannot be had
   */
  public Optional<Came<byte[]>> manifest(StreamName stream, Digest digest) throws IOException {
    return manifests.manifest(stream, digest);
  }

  /** True if {@link #manifest} would give from here what whoever asks has at hand already. */
  public boolean mayShow(StreamName stream, Digest manifest) {
    return manifests.mayShow(stream, manifest);
  }

  /** The bytes that {@link #manifest} would give from here; it does not count as a pull. */
  public Optional<byte[]> here(StreamName stream, Digest manifest) throws IOException {
    return shown.text(stream, manifest);
  }

  /**
   * The bytes that {@link #open} would give from what is mirrored for the stream; it does not count
   * as a pull.
   *
   * @param most longer ones are not given
   */
  public Optional<byte[]> mirrored(StreamName stream, Digest digest, int most) throws IOException {
    return mirrors.has(stream, digest) && shown.blob(stream, digest).isPresent()
        ? mirror.read(digest, most)
        : Optional.empty();
  }

  /**
   * What {@link #manifest} would give, as far as it is known without asking anybody.
   *
   * @throws PullThroughException if nobody may be asked for it
   */
  public Optional<Came<Descriptor>> describe(StreamName stream, Digest digest) throws IOException {
    return manifests.describe(stream, digest);
  }

  /** As {@link #describe}, if that is known here; it does not count as a pull. */
  public Optional<Descriptor> known(StreamName stream, Digest digest) throws IOException {
    return manifests.known(stream, digest);
  }

  /**
   * What an image's registry says about it, such as signatures; at most a hundred. Their manifests
   * are shown by the stream from then on, and what these are made of once they were pulled.
   *
   * @throws PullThroughException if that cannot be had, and was never before
   */
  public Came<List<Descriptor>> referrers(StreamName stream, Digest subject) {
    return referrers.of(stream, subject);
  }

  /**
   * Brings a blob that the stream shows among what was pushed, answered for as if it had been.
   *
   * @return its size
   * @throws PullThroughException if it is not here and cannot be had
   */
  public Optional<Long> adopt(StreamName stream, Digest digest, BlobStore own) throws IOException {
    Optional<Came<Blob>> came = open(stream, digest);
    if (came.isEmpty()) {
      return Optional.empty();
    }
    try (Blob blob = came.get().content()) {
      Optional<Long> here =
          came.get().how() instanceof Arrival.Kept ? kept(digest, own) : Optional.empty();
      return here.isPresent()
          ? here
          : Optional.of(own.put(digest, Channels.newInputStream(blob.channel())));
    } catch (FetchException e) {
      throw PullThroughException.of(e);
    }
  }

  /** The stream was given the bytes of the digest: they need not be compared once more. */
  private Optional<Long> kept(Digest digest, BlobStore own) throws IOException {
    Optional<Long> there = own.renew(digest);
    return there.isPresent() ? there : own.adopt(digest, mirror);
  }

  /** As {@link #adopt}, of what is mirrored for the stream only: nobody is asked. */
  public Optional<Long> adoptMirrored(StreamName stream, Digest digest, BlobStore own)
      throws IOException {
    return mirrors.has(stream, digest) && shown.blob(stream, digest).isPresent()
        ? kept(digest, own)
        : Optional.empty();
  }
}
