package dev.weir.storage.check;

import dev.weir.blob.Blob;
import dev.weir.blob.DamagedBlobException;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where lost blobs may be had again: in the mirror, or from the registry that a stream's images
 * came from, asked as for a pull from that stream. Nobody has what was only pushed here.
 */
public final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private final FileBlobStore blobs;
  private final FileBlobStore mirror;
  private final PullThrough through;

  public Sources(FileBlobStore blobs, FileBlobStore mirror, PullThrough through) {
    this.blobs = blobs;
    this.mirror = mirror;
    this.through = through;
  }

  /**
   * Brings a blob again that was pushed.
   *
   * @param streams that have it
   * @return whether it is there
   */
  boolean bring(Digest digest, Collection<StreamName> streams) {
    try {
      if (blobs.adopt(digest, mirror).isPresent()) {
        return true;
      }
      for (StreamName stream : streams) {
        if (isBrought(stream, digest)) {
          return true;
        }
      }
    } catch (IOException e) {
      LOG.warn("blob {} cannot be brought again: {}", digest, FileProblem.named(e));
    }
    return false;
  }

  private boolean isBrought(StreamName stream, Digest digest) throws IOException {
    try {
      if (through.showsManifest(stream, digest)) {
        Optional<Came<byte[]>> manifest = through.manifest(stream, digest);
        if (manifest.isPresent()) {
          return blobs.put(digest, new ByteArrayInputStream(manifest.get().content())) > 0;
        }
      }
      return through.shows(stream, digest) && through.adopt(stream, digest, blobs).isPresent();
    } catch (PullThroughException e) {
      LOG.info("stream={} lost blob {} does not come again: {}", stream, digest, e.getMessage());
      return false;
    }
  }

  /**
   * Brings a blob of another registry again that was kept for streams.
   *
   * @return whether it is there
   */
  boolean fetch(Digest digest, Collection<StreamName> streams) {
    for (StreamName stream : streams) {
      try (Blob blob = through.open(stream, digest).map(Came::content).orElse(null)) {
        if (blob != null) {
          Channels.newInputStream(blob.channel()).transferTo(OutputStream.nullOutputStream());
          return true;
        }
      } catch (PullThroughException | DamagedBlobException | FetchException e) {
        LOG.info("stream={} lost blob {} does not come again: {}", stream, digest, e.getMessage());
      } catch (IOException e) {
        LOG.warn(
            "stream={} lost blob {} does not come again: {}", stream, digest, FileProblem.named(e));
      }
    }
    return false;
  }
}
