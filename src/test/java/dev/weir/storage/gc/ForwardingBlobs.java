package dev.weir.storage.gc;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Blobs of another store, of which a test does something otherwise. */
class ForwardingBlobs implements BlobStore {
  private final BlobStore blobs;

  ForwardingBlobs(BlobStore blobs) {
    this.blobs = blobs;
  }

  @Override
  public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep)
      throws IOException {
    return blobs.sweep(digest, writtenBefore, keep);
  }

  @Override
  public void sweep(Instant writtenBefore, Predicate<Digest> keep, Consumer<Digest> removed)
      throws IOException {
    blobs.sweep(writtenBefore, keep, removed);
  }

  @Override
  public boolean delete(Digest digest) throws IOException {
    return blobs.delete(digest);
  }

  @Override
  public void each(Consumer<Digest> named) throws IOException {
    blobs.each(named);
  }

  @Override
  public int cancelUploadsIdleSince(Instant instant) throws IOException {
    return blobs.cancelUploadsIdleSince(instant);
  }

  @Override
  public Optional<Long> size(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public Optional<Blob> open(Digest digest) {
    return blobs.open(digest);
  }

  @Override
  public BlobUpload start(String owner) throws IOException {
    return blobs.start(owner);
  }

  @Override
  public Optional<BlobUpload> resume(String id) throws IOException {
    return blobs.resume(id);
  }

  @Override
  public int unfinished(Predicate<String> owner) {
    return blobs.unfinished(owner);
  }

  @Override
  public Optional<Long> renew(Digest digest) throws IOException {
    return blobs.renew(digest);
  }

  @Override
  public void close() {
    blobs.close();
  }
}
