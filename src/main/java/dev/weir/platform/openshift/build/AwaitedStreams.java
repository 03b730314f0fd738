package dev.weir.platform.openshift.build;

import dev.weir.client.ObjectEvent;
import dev.weir.controller.Informer;
import dev.weir.controller.WorkQueue;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Who waits for a stream, or for something in it: marked when it comes or changes. */
final class AwaitedStreams implements Informer.Handler {
  private final WorkQueue queue;
  private final Map<String, Set<String>> waiting = new HashMap<>();

  /** Streams by who waits for them. */
  private final Map<String, Set<String>> byKey = new HashMap<>();

  AwaitedStreams(WorkQueue queue) {
    this.queue = queue;
  }

  /** Marks the key at the next change of the stream, from now on. */
  synchronized void await(String key, StreamName stream) {
    waiting.computeIfAbsent(stream.toString(), _ -> new TreeSet<>()).add(key);
    byKey.computeIfAbsent(key, _ -> new TreeSet<>()).add(stream.toString());
  }

  synchronized void forget(String key, StreamName stream) {
    take(waiting, stream.toString(), key);
    take(byKey, key, stream.toString());
  }

  /** Forgets all that the key waits for. */
  synchronized void forget(String key) {
    Set<String> streams = byKey.remove(key);
    if (streams != null) {
      streams.forEach(stream -> take(waiting, stream, key));
    }
  }

  private static void take(Map<String, Set<String>> from, String key, String value) {
    Set<String> values = from.get(key);
    if (values != null && values.remove(value) && values.isEmpty()) {
      from.remove(key);
    }
  }

  /** All that wait. */
  synchronized Set<String> keys() {
    return Set.copyOf(byKey.keySet());
  }

  /** Number of streams that somebody waits for. */
  synchronized int size() {
    return waiting.size();
  }

  @Override
  public void replaced(Iterable<ApiObject> all) {
    all.forEach(this::mark);
  }

  @Override
  public void changed(ObjectEvent event) {
    switch (event.type()) {
      case ADDED, MODIFIED -> mark(event.object());
      case DELETED, BOOKMARK -> {}
    }
  }

  private synchronized void mark(ApiObject stream) {
    if (waiting.isEmpty()) {
      return;
    }
    ObjectNode metadata = stream.metadata();
    String name = Json.string(metadata, "namespace") + "/" + Json.string(metadata, "name");
    Set<String> keys = waiting.remove(name);
    if (keys != null) {
      for (String key : keys) {
        take(byKey, key, name);
        queue.add(key);
      }
    }
  }
}
