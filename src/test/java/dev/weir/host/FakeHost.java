package dev.weir.host;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A cluster that says what a test tells it, and remembers what it was asked to admit. */
final class FakeHost implements Host {
  /** Namespaces, and whether each takes something new. */
  final Map<String, Boolean> open = new HashMap<>();

  final Map<String, Map<String, String>> annotations = new HashMap<>();

  final Map<String, PullLogins> logins = new HashMap<>();

  /** By namespace and type. */
  final Map<String, Map<String, Quantity>> limits = new HashMap<>();

  /** {@code + namespace/name} and {@code - namespace/name} of streams, as they came and went. */
  final List<String> admitted = new ArrayList<>();

  @Override
  public Hold hold(String namespace, ResourceKind kind, String name) {
    requireExists(namespace);
    if (!open.getOrDefault(namespace, false)) {
      throw ApiStatus.forbidden(kind, name, "namespace " + namespace + " ends").exception();
    }
    return _ -> {};
  }

  @Override
  public boolean exists(String namespace) {
    return open.containsKey(namespace);
  }

  @Override
  public String uid(String namespace) {
    return exists(namespace) ? "uid of " + namespace : "";
  }

  @Override
  public Map<String, String> annotations(String namespace) {
    return annotations.getOrDefault(namespace, Map.of());
  }

  @Override
  public SortedMap<String, String> annotated(String annotation) {
    SortedMap<String, String> found = new TreeMap<>();
    annotations.forEach(
        (namespace, all) -> {
          if (all.containsKey(annotation)) {
            found.put(namespace, all.get(annotation));
          }
        });
    return found;
  }

  @Override
  public PullLogins logins(String namespace) {
    return logins.getOrDefault(namespace, PullLogins.NONE);
  }

  @Override
  public Map<String, Quantity> limits(String namespace, String type) {
    return limits.getOrDefault(namespace + " " + type, Map.of());
  }

  @Override
  public Admission admission() {
    return new Admission() {
      @Override
      public void created(
          Transaction.Builder transaction, ResourceKind kind, String namespace, ObjectNode object) {
        admitted.add("+ " + namespace + "/" + Meta.name(object));
      }

      @Override
      public void updated(
          Transaction.Builder transaction,
          ResourceKind kind,
          String namespace,
          ObjectNode before,
          ObjectNode after) {}

      @Override
      public void deleted(
          Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
        admitted.add("- " + namespace + "/" + name);
      }

      @Override
      public <T> T inTurn(ResourceKind kind, String namespace, Supplier<T> work) {
        return work.get();
      }
    };
  }

  @Override
  public Stream<String> images(String namespace) {
    return Stream.empty();
  }
}
