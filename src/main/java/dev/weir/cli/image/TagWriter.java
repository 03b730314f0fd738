package dev.weir.cli.image;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.image.TagRequest.Destination;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes stream tags, by way of the stream itself where a server allows nothing else (cli.md 3,
 * steps 3–5).
 */
final class TagWriter {
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final Set<Integer> NOT_UPDATABLE = Set.of(403, 404, 405);
  private static final Set<Integer> NOT_ALLOWED = Set.of(403, 405);

  private final Cluster cluster;
  private final DryRun dryRun;

  TagWriter(Cluster cluster, DryRun dryRun) {
    this.cluster = cluster;
    this.dryRun = dryRun;
  }

  private interface Attempt {
    ObjectNode run(Writes writes) throws IOException;
  }

  /** Sets a tag and returns the stream tag (or stream) as the server has it now. */
  ObjectNode write(Destination to, ObjectNode streamTag) throws IOException, InterruptedException {
    return dryRun == DryRun.CLIENT ? streamTag : withRetry(writes -> put(writes, to, streamTag));
  }

  private ObjectNode withRetry(Attempt attempt) throws IOException, InterruptedException {
    Writes writes = new Writes(cluster.client(), dryRun, "weir");
    long pause = FIRST_PAUSE_MILLIS;
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run(writes);
      } catch (StatusException e) {
        if (e.status().code() != 409 || tried == ATTEMPTS) {
          throw e;
        }
        Thread.sleep(pause);
        pause *= 2;
      }
    }
  }

  private ObjectNode put(Writes writes, Destination to, ObjectNode streamTag) throws IOException {
    try {
      return writes.replace(Kinds.IMAGE_STREAM_TAG, to.namespace(), streamTag);
    } catch (StatusException e) {
      if (!NOT_UPDATABLE.contains(e.status().code())) {
        throw e;
      }
    }
    try {
      return writes.create(Kinds.IMAGE_STREAM_TAG, to.namespace(), streamTag);
    } catch (StatusException e) {
      if (!NOT_ALLOWED.contains(e.status().code())) {
        throw e;
      }
    }
    return throughStream(writes, to, Json.objectAt(streamTag, "tag"));
  }

  private ObjectNode throughStream(Writes writes, Destination to, ObjectNode tag)
      throws IOException {
    ObjectNode stream = streamOrNew(to);
    ArrayNode tags = Json.ensureArray(Json.ensureObject(stream, "spec"), "tags");
    int at = indexOf(tags, to.tag());
    if (at >= 0) {
      tags.set(at, tag);
    } else {
      tags.add(tag);
    }
    return Meta.uid(stream).isEmpty()
        ? writes.create(Kinds.IMAGE_STREAM, to.namespace(), stream)
        : writes.replace(Kinds.IMAGE_STREAM, to.namespace(), stream);
  }

  private ObjectNode streamOrNew(Destination to) {
    try {
      return cluster.resources().get(Kinds.IMAGE_STREAM, to.namespace(), to.stream()).copy();
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    ObjectNode stream =
        Json.object().put("kind", "ImageStream").put("apiVersion", "image.openshift.io/v1");
    Meta.of(stream).put("name", to.stream()).put("namespace", to.namespace());
    return stream;
  }

  private static int indexOf(ArrayNode tags, String name) {
    int at = 0;
    for (JsonNode tag : tags) {
      if (Json.string(tag, "name").equals(name)) {
        return at;
      }
      at++;
    }
    return -1;
  }

  /** Removes a spec tag and returns the line that says so. */
  String delete(Destination to) throws IOException, InterruptedException {
    String deleted = "Deleted tag " + to.full() + ".";
    if (dryRun == DryRun.CLIENT) {
      return deleted;
    }
    try {
      new Writes(cluster.client(), dryRun, "weir")
          .delete(Kinds.IMAGE_STREAM_TAG, to.namespace(), to.nameAndTag(), Json.object());
      return deleted;
    } catch (StatusException e) {
      if (!NOT_ALLOWED.contains(e.status().code())) {
        throw e;
      }
    }
    return deleteThroughStream(to)
        ? deleted
        : "Image stream \"" + to.stream() + "\" does not exist.";
  }

  private boolean deleteThroughStream(Destination to) throws IOException, InterruptedException {
    ObjectNode written =
        withRetry(
            writes -> {
              ObjectNode stream = streamOrNew(to);
              if (Meta.uid(stream).isEmpty()) {
                return stream;
              }
              ArrayNode tags = Json.ensureArray(Json.ensureObject(stream, "spec"), "tags");
              int at = indexOf(tags, to.tag());
              if (at < 0) {
                throw CliException.error("destination tag " + to.full() + " does not exist.");
              }
              tags.remove(at);
              return writes.replace(Kinds.IMAGE_STREAM, to.namespace(), stream);
            });
    return !Meta.uid(written).isEmpty();
  }
}
