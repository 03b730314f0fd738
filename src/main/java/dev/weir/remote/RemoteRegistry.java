package dev.weir.remote;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.FirstSchema;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One repository of one registry (registry.md 1.3–1.6), for any threads. Calls block; what fails
 * for a passing reason is tried again ({@link Retries}) and then throws {@link RemoteException}.
 */
public final class RemoteRegistry {
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_SCHEMA1_SIGNED);

  /** Statuses of those that answer {@code GET} alone. */
  private static final Set<Integer> KNOW_NO_HEAD = Set.of(405, 501);

  private final RegistrySession session;
  private final BlobPull pull;
  private final BlobPush push;
  private final TagList tags;
  private final ReferrerList referrers;
  private final Retries retries;

  RemoteRegistry(RegistrySession session, Retries retries) {
    this.session = session;
    this.pull = new BlobPull(session);
    this.push = new BlobPush(session, retries);
    this.tags = new TagList(session, retries);
    this.referrers = new ReferrerList(session, retries, this::fetchManifest);
    this.retries = retries;
  }

  /** The same, where nothing that fails is tried again: for who has something to fall back on. */
  public RemoteRegistry once() {
    return new RemoteRegistry(session, Retries.NONE);
  }

  /**
   * The manifest of a tag or digest.
   *
   * @throws RemoteException {@code MANIFEST_UNKNOWN}, {@code FIRST_SCHEMA} whatever its digest, or
   *     {@code DIGEST_MISMATCH} if the bytes are not those of the digest asked for or announced
   */
  public RemoteManifest fetchManifest(String tagOrDigest) {
    return fetchManifest(tagOrDigest, _ -> {});
  }

  /**
   * As {@link #fetchManifest(String)}.
   *
   * @param came is told how many bytes have come, whenever some have; what it throws ends it
   */
  public RemoteManifest fetchManifest(String tagOrDigest, LongConsumer came) {
    return retries.run(
        () -> {
          try (OutboundAnswer answer = session.send(manifestRequest("GET", tagOrDigest))) {
            requireSuccess(answer, Kind.MANIFEST_UNKNOWN);
            byte[] bytes =
                new CountedStream(answer.body(), came).readNBytes(ManifestReader.MAX_BYTES + 1);
            if (bytes.length > ManifestReader.MAX_BYTES) {
              throw new RemoteException(
                  Kind.REGISTRY_ERROR,
                  "the manifest is larger than " + ManifestReader.MAX_BYTES + " bytes");
            }
            String mediaType = mediaType(answer);
            if (!MediaTypes.isManifest(mediaType) && FirstSchema.is(mediaType, bytes)) {
              throw new RemoteException(Kind.FIRST_SCHEMA, FirstSchema.REFUSAL);
            }
            return new RemoteManifest(verified(bytes, tagOrDigest, answer), mediaType, bytes);
          } catch (IOException e) {
            throw Failures.of(e);
          }
        });
  }

  private OutboundRequest manifestRequest(String method, String tagOrDigest) {
    return session
        .request(method, session.uri("manifests/" + tagOrDigest))
        .withHeader("accept", ACCEPT);
  }

  /** {@code application/json} says nothing: the document has to. */
  private static String mediaType(OutboundAnswer answer) {
    String type = answer.header("content-type").replaceFirst(";.*", "").strip();
    return type.equals("application/json") || type.startsWith("text/") ? "" : type;
  }

  private static Digest verified(byte[] bytes, String tagOrDigest, OutboundAnswer answer) {
    Optional<Digest> asked = Digest.tryParse(tagOrDigest);
    Optional<Digest> announced = Digest.tryParse(answer.header("docker-content-digest"));
    for (Digest expected : List.of(asked, announced).stream().flatMap(Optional::stream).toList()) {
      Digest actual = expected.sameAlgorithm(bytes);
      if (!actual.equals(expected)) {
        throw new RemoteException(
            Kind.DIGEST_MISMATCH,
            "the registry sent another manifest than " + expected + ": it hashes to " + actual);
      }
    }
    return asked.orElseGet(() -> Digest.of(bytes));
  }

  /**
   * The digest of a tag, without fetching the manifest.
   *
   * @return empty if the registry does not tell, or does not know the question
   */
  public Optional<Digest> manifestDigest(String tagOrDigest) {
    return retries.run(
        () -> {
          try (OutboundAnswer answer = session.send(manifestRequest("HEAD", tagOrDigest))) {
            if (KNOW_NO_HEAD.contains(answer.status())) {
              return Optional.empty();
            }
            requireSuccess(answer, Kind.MANIFEST_UNKNOWN);
            return Digest.tryParse(answer.header("docker-content-digest"))
                .or(() -> Digest.tryParse(entityTag(answer)));
          }
        });
  }

  /** Some have the digest there alone; what is weak or of other things is none. */
  private static String entityTag(OutboundAnswer answer) {
    return answer.header("etag").strip().replaceFirst("^\"(.*)\"$", "$1");
  }

  /** A blob as a stream that fails at its end if the bytes are not those of the digest. */
  public RemoteBlob openBlob(Digest digest) {
    return retries.run(() -> pull.open(digest, Lane.BODY));
  }

  /**
   * A blob from some byte on, or the whole where the registry has no ranges. One attempt: whoever
   * reads it goes on where it broke by asking for the rest.
   *
   * @param from 0 for the whole
   * @param validator of an earlier part, {@link RemoteBlobPart#validator}: if the registry now has
   *     other bytes, the whole comes
   * @throws RemoteException {@code BLOB_UNKNOWN}, or {@code REGISTRY_ERROR} if another part came
   *     than was asked for
   */
  public RemoteBlobPart openBlob(Digest digest, long from, Optional<String> validator) {
    return pull.open(digest, from, validator);
  }

  /**
   * A small blob, such as a configuration.
   *
   * @param limit most bytes that are read
   */
  public byte[] readBlob(Digest digest, int limit) {
    return readBlob(digest, limit, _ -> {});
  }

  /**
   * As {@link #readBlob(Digest, int)}.
   *
   * @param came is told how many bytes have come, whenever some have; what it throws ends it
   */
  public byte[] readBlob(Digest digest, int limit, LongConsumer came) {
    return retries.run(
        () -> {
          try (RemoteBlob blob = pull.open(digest, Lane.REQUEST)) {
            byte[] bytes = new CountedStream(blob.content(), came).readNBytes(limit + 1);
            if (bytes.length > limit) {
              throw new RemoteException(
                  Kind.REGISTRY_ERROR, digest + " is larger than " + limit + " bytes");
            }
            return bytes;
          } catch (DigestMismatchException e) {
            throw new RemoteException(Kind.DIGEST_MISMATCH, String.valueOf(e.getMessage()));
          } catch (IOException e) {
            throw Failures.of(e);
          }
        });
  }

  /** Bytes of a blob, or empty if the repository does not have it; 0 if size is not told. */
  public OptionalLong blobSize(Digest digest) {
    return retries.run(() -> pull.size(digest));
  }

  /**
   * All tags, in the registry's order, following {@code Link} to further pages of the same host.
   *
   * @throws RemoteException {@code REPOSITORY_UNKNOWN}
   */
  public List<String> listTags() {
    List<String> all = new ArrayList<>();
    listTags(all::addAll);
    return all;
  }

  /**
   * As {@link #listTags()}.
   *
   * @param page gets the tags of each page when it has come, on this thread
   */
  public void listTags(Consumer<List<String>> page) {
    tags.read(page);
  }

  /**
   * What is known to refer to a manifest, each once: as the registry tells it in all pages of the
   * same host, or, where it does not know the question, as clients listed it under a tag.
   *
   * @throws RemoteException if what came is not such a list, or longer than an index may be
   */
  public List<Descriptor> referrers(Digest subject) {
    return referrers(subject, ManifestReader.MAX_DESCRIPTORS, _ -> {});
  }

  /**
   * As {@link #referrers(Digest)}, but no more than so many: further pages are not asked for.
   *
   * @param came is told how many bytes have come, whenever some have; what it throws ends it
   */
  public List<Descriptor> referrers(Digest subject, int most, LongConsumer came) {
    return referrers.of(subject, most, came);
  }

  /** Uploads a blob unless it is there already; true if it was uploaded. */
  public boolean pushBlob(Digest digest, long size, BlobSource source) {
    if (blobSize(digest).isPresent()) {
      return false;
    }
    uploadBlob(digest, size, source);
    return true;
  }

  /**
   * Uploads a blob, whether it is there already or not. Where that breaks off, it goes on from what
   * the registry has of it.
   */
  public void uploadBlob(Digest digest, long size, BlobSource source) {
    push.upload(digest, size, source);
  }

  /**
   * Makes a blob of another repository of the same registry known here; false if the registry wants
   * an upload instead.
   *
   * @param from path of the other repository
   */
  public boolean mountBlob(Digest digest, String from) {
    return retries.run(() -> push.mount(digest, from));
  }

  /**
   * Stores a manifest under a tag or under its digest.
   *
   * @return true if the registry says that it lists the manifest as what refers to its subject
   * @throws RemoteException {@code DIGEST_MISMATCH} if the registry stored something else
   */
  public boolean pushReferrer(RemoteManifest manifest, String tagOrDigest) {
    return retries.run(
        () -> {
          OutboundRequest request =
              session
                  .request("PUT", session.uri("manifests/" + tagOrDigest))
                  .withHeader("content-type", manifest.mediaType())
                  .withBody(OutboundBody.of(manifest.bytes()));
          try (OutboundAnswer answer = session.send(request)) {
            requireSuccess(answer, Kind.REPOSITORY_UNKNOWN);
            requireSame(manifest.digest(), answer.header("docker-content-digest"));
            return !answer.header("oci-subject").isEmpty();
          }
        });
  }

  /**
   * As {@link #pushReferrer}, of a manifest that refers to none, or where that does not matter.
   *
   * @throws RemoteException {@code DIGEST_MISMATCH} if the registry stored something else
   */
  public void pushManifest(RemoteManifest manifest, String tagOrDigest) {
    boolean _ = pushReferrer(manifest, tagOrDigest);
  }

  private static void requireSame(Digest pushed, String announced) {
    Optional<Digest> stored = Digest.tryParse(announced);
    if (stored.isPresent() && !stored.get().equals(pushed)) {
      throw new RemoteException(
          Kind.DIGEST_MISMATCH, "pushed manifest " + pushed + " was stored as " + stored.get());
    }
  }

  private void requireSuccess(OutboundAnswer answer, Kind missing) {
    if (!answer.isSuccess()) {
      throw session.failure(answer, missing);
    }
  }
}
