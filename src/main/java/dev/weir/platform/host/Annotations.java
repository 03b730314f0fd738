package dev.weir.platform.host;

import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.Followed;
import dev.weir.store.Store;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What namespaces say of themselves, kept parsed: each pull asks. Who never asks holds nothing, and
 * follows nothing. Safe for threads.
 */
final class Annotations implements AutoCloseable {
  private final Store store;
  private volatile @Nullable Followed<Map<String, Map<String, String>>> followed;

  Annotations(Store store) {
    this.store = store;
  }

  Map<String, String> of(String namespace) {
    return newest().getOrDefault(namespace, Map.of());
  }

  SortedMap<String, String> with(String annotation) {
    SortedMap<String, String> found = new TreeMap<>();
    newest()
        .forEach(
            (namespace, annotations) -> {
              String value = annotations.get(annotation);
              if (value != null) {
                found.put(namespace, value);
              }
            });
    return found;
  }

  private Map<String, Map<String, String>> newest() {
    Followed<Map<String, Map<String, String>>> known = followed;
    return (known == null ? follow() : known).newest();
  }

  private synchronized Followed<Map<String, Map<String, String>>> follow() {
    Followed<Map<String, Map<String, String>>> known = followed;
    if (known == null) {
      known =
          new Followed<>(
              store, ObjectKey.prefix(Kinds.NAMESPACE, ""), "what namespaces say", new Form());
      followed = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    Followed<?> known = followed;
    if (known != null) {
      known.close();
    }
  }

  /** By namespace; of one that says nothing, nothing is held. */
  private static final class Form implements Followed.Form<Map<String, Map<String, String>>> {
    @Override
    public Map<String, Map<String, String>> empty() {
      return new ConcurrentHashMap<>();
    }

    @Override
    public void put(Map<String, Map<String, String>> kept, Entry entry) {
      ObjectNode namespace = Json.parseObject(entry.value());
      Map<String, String> annotations = Map.copyOf(Meta.annotations(namespace));
      if (annotations.isEmpty()) {
        kept.remove(Meta.name(namespace));
      } else {
        kept.put(Meta.name(namespace), annotations);
      }
    }

    @Override
    public void remove(Map<String, Map<String, String>> kept, Entry last) {
      kept.remove(Meta.name(Json.parseObject(last.value())));
    }
  }
}
