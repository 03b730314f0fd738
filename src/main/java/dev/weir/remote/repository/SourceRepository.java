package dev.weir.remote.repository;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteManifest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One repository to read images from, for any threads. Calls block, and throw {@link
 * dev.weir.remote.RemoteException} when there is no answer to the question, whatever lies behind.
 */
public interface SourceRepository {
  /** As users wrote it, without tag and digest. */
  String name();

  /** All tags, in its own order. */
  List<String> tags();

  /** The digest of a tag without its manifest; empty if it does not tell. */
  Optional<Digest> resolve(String tag);

  /** The manifest of a tag or digest, compared with the digest. */
  RemoteManifest manifest(String tagOrDigest);

  /** What is known to refer to a manifest. */
  List<Descriptor> referrers(Digest subject);

  /** Bytes of a blob; empty if it does not have it, 0 if it does not tell. */
  OptionalLong blobSize(Digest digest);

  /**
   * A blob from some byte on, or from an earlier one where that cannot be. Nothing compares it with
   * its digest.
   *
   * @param from 0 for the whole
   * @param validator {@link BlobPart#validator} of an earlier part
   */
  BlobPart open(Digest digest, long from, Optional<String> validator);
}
