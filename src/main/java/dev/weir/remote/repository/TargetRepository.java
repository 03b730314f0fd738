package dev.weir.remote.repository;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteManifest;

/**
 * One repository to write images to, for any threads. Calls block, and throw {@link
 * dev.weir.remote.RemoteException} when it was not done.
 */
public interface TargetRepository {
  /** As users wrote it, without tag and digest. */
  String name();

  /** True if it has the manifest under its digest. */
  boolean hasManifest(Digest digest);

  /** True if it has the blob. */
  boolean hasBlob(Digest digest);

  /** True if it has the blob, of that size where it can tell: a file may have been cut off. */
  default boolean hasBlob(Descriptor blob) {
    return hasBlob(blob.digest());
  }

  /**
   * Makes a blob of another repository of the same place known here, without its bytes; false if
   * they have to be sent.
   *
   * @param from path of the other repository
   */
  boolean mount(Digest digest, String from);

  /** Stores a blob, and only if its bytes are those of the digest. */
  void upload(Digest digest, long size, BlobSource source);

  /** Stores a manifest under a tag or under its digest. */
  void put(RemoteManifest manifest, String tagOrDigest);
}
