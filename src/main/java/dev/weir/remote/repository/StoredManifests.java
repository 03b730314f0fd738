package dev.weir.remote.repository;

import dev.weir.manifest.FirstSchema;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.TagName;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteManifest;
import tools.jackson.core.JacksonException;

/** Manifests in files: no registry says of which type they are. */
final class StoredManifests {
  private StoredManifests() {}

  /**
   * A manifest by its bytes.
   *
   * @param digest that they were compared with
   * @throws RemoteException {@code FIRST_SCHEMA}, or if they are no manifest
   */
  static RemoteManifest of(Digest digest, byte[] bytes) {
    if (FirstSchema.is("", bytes)) {
      throw new RemoteException(Kind.FIRST_SCHEMA, FirstSchema.REFUSAL);
    }
    try {
      return new RemoteManifest(digest, ManifestReader.typeOf(bytes), bytes);
    } catch (JacksonException _) {
      throw new RemoteException(Kind.REGISTRY_ERROR, digest + " is no manifest: it is not JSON");
    }
  }

  /** A manifest by its bytes, which nothing names. */
  static RemoteManifest of(byte[] bytes) {
    return of(Digest.of(bytes), bytes);
  }

  /** True if the manifest is there and is what its digest says. */
  static boolean has(BlobFiles files, Digest digest) {
    try {
      return files.read(digest, ManifestReader.MAX_BYTES).isPresent();
    } catch (RemoteException e) {
      if (e.kind() != Kind.DIGEST_MISMATCH) {
        throw e;
      }
      return false;
    }
  }

  /** What may become the name of a file. */
  static String checkedTag(String tag) {
    if (!TagName.isValid(tag)) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR, "\"" + tag + "\" is no tag: it " + TagName.RULE);
    }
    return tag;
  }

  /**
   * False if a manifest is to be stored under its digest alone.
   *
   * @throws IllegalArgumentException if that is the digest of another
   */
  static boolean isTagFor(RemoteManifest manifest, String tagOrDigest) {
    if (tagOrDigest.indexOf(':') < 0 || Digest.tryParse(tagOrDigest).isEmpty()) {
      return true;
    }
    if (!manifest.digest().toString().equals(tagOrDigest)) {
      throw new IllegalArgumentException(manifest.digest() + " is not " + tagOrDigest);
    }
    return false;
  }
}
