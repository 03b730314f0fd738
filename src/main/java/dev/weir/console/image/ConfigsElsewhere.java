package dev.weir.console.image;

import dev.weir.blob.Blob;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Configurations of images of other registries: what pulls brought of them, and the same way by
 * which pulls bring them for somebody who wants to see one. For those who may pull.
 */
final class ConfigsElsewhere {
  /** Somebody sits before a page; what comes later is there when it is opened again. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PullThrough through;
  private final int longest;

  /**
   * @param longest that is read for a page
   */
  ConfigsElsewhere(PullThrough through, int longest) {
    this.through = through;
    this.longest = longest;
  }

  /** The configuration of an image that the stream shows of another registry, if it is an image. */
  Optional<Digest> of(StreamName stream, String image) throws IOException {
    Optional<Digest> manifest = Digest.tryParse(image);
    Optional<byte[]> bytes =
        manifest.isPresent() ? through.here(stream, manifest.get()) : Optional.empty();
    return bytes
        .flatMap(ConfigsElsewhere::config)
        .filter(config -> MediaTypes.isImageConfig(config.mediaType()))
        .map(Descriptor::digest);
  }

  private static Optional<Descriptor> config(byte[] manifest) {
    try {
      return ManifestReader.readStored(manifest) instanceof Manifest.ImageManifest single
          ? Optional.of(single.config())
          : Optional.empty();
    } catch (ManifestException _) {
      return Optional.empty();
    }
  }

  /** What a pull brought of it. */
  Optional<byte[]> kept(StreamName stream, Digest config) throws IOException {
    return through.mirrored(stream, config, longest);
  }

  /** True if it can be asked for. */
  boolean isShown(StreamName stream, Digest config) {
    return through.shows(stream, config);
  }

  /**
   * Brings it as a pull would.
   *
   * @throws StatusException if it does not come, or not soon
   */
  byte[] fetched(StreamName stream, Digest config) {
    FutureTask<byte[]> task = new FutureTask<>(() -> bytes(stream, config));
    Thread _ = Thread.ofVirtual().name("console-config").start(task);
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw refused(
          504,
          "Timeout",
          "The other registry has not sent it within %d s. It goes on; look again later."
              .formatted(PATIENCE.toSeconds()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw refused(503, "ServiceUnavailable", "The server stops; ask again.");
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private byte[] bytes(StreamName stream, Digest config) throws IOException {
    Optional<Came<Blob>> came = through.open(stream, config);
    if (came.isEmpty()) {
      throw ApiStatus.badRequest("the stream does not show this configuration any more")
          .exception();
    }
    try (Blob blob = came.get().content()) {
      if (blob.size() > longest) {
        throw ApiStatus.badRequest(
                "the configuration has %d bytes, more than a page shows".formatted(blob.size()))
            .exception();
      }
      return Channels.newInputStream(blob.channel()).readAllBytes();
    } catch (FetchException e) {
      throw PullThroughException.of(e);
    }
  }

  private static StatusException failed(Throwable cause) {
    return switch (cause) {
      case StatusException told -> told;
      case PullThroughException told ->
          refused(502, "BadGateway", String.valueOf(told.getMessage()));
      case IOException broken -> refused(502, "BadGateway", FileProblem.named(broken));
      case RuntimeException fault -> refused(500, "InternalError", Reason.of(fault));
      default -> refused(500, "InternalError", String.valueOf(cause.getMessage()));
    };
  }

  private static StatusException refused(int code, String reason, String message) {
    return new ApiStatus(code, reason, message, Json.object()).exception();
  }
}
