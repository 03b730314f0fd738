package dev.weir.mapping;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which blobs and manifests a repository has: content is visible in a repository only after it was
 * pushed or mounted there, whoever else stored the same bytes (registry.md 3.5, 6.2).
 */
public final class RepositoryLinks {
  private static final String PREFIX = "/links/";

  private final Store store;

  public RepositoryLinks(Store store) {
    this.store = store;
  }

  /**
   * What a repository knows of a digest.
   *
   * @param mediaType of a manifest; empty for a blob
   * @param size bytes
   */
  public record Link(String mediaType, long size) {
    public boolean isManifest() {
      return !mediaType.isEmpty();
    }

    private byte[] encode() {
      return Json.bytes(Json.object().put("mediaType", mediaType).put("size", size));
    }

    private static Link decode(byte[] value) {
      ObjectNode node = Json.parseObject(value);
      return new Link(Json.string(node, "mediaType"), node.path("size").asLong(0));
    }
  }

  public Optional<Link> find(StreamName repository, Digest digest) {
    return store.get(key(repository, digest)).map(e -> Link.decode(e.value()));
  }

  /** All links of a repository. */
  public Map<Digest, Link> all(StreamName repository) {
    Map<Digest, Link> found = new LinkedHashMap<>();
    String prefix = prefix(repository);
    for (Entry entry : store.range(RangeQuery.all(prefix)).entries()) {
      found.put(Digest.parse(entry.key().substring(prefix.length())), Link.decode(entry.value()));
    }
    return found;
  }

  /** Adds a link now, durable on return. */
  public void add(StreamName repository, Digest digest, Link link) {
    if (find(repository, digest).filter(link::equals).isEmpty()) {
      store.commit(add(Transaction.builder(), repository, digest, link).build());
    }
  }

  /** Adds a link together with whatever else the transaction does. */
  public static Transaction.Builder add(
      Transaction.Builder transaction, StreamName repository, Digest digest, Link link) {
    return transaction.put(key(repository, digest), link.encode());
  }

  /** Removes a link now, durable on return; the bytes stay. */
  public void remove(StreamName repository, Digest digest) {
    store.commit(remove(Transaction.builder(), repository, digest).build());
  }

  public static Transaction.Builder remove(
      Transaction.Builder transaction, StreamName repository, Digest digest) {
    return transaction.delete(key(repository, digest));
  }

  /** Store prefix of a repository's links. */
  public static String prefix(StreamName repository) {
    return PREFIX + repository.namespace() + "/" + repository.name() + "/";
  }

  private static String key(StreamName repository, Digest digest) {
    return prefix(repository) + digest;
  }
}
