package dev.weir.streams;

import dev.weir.host.Hold;
import dev.weir.host.Host;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
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

  private static final int ATTEMPTS = 20;

  private final Store store;
  private final Host host;

  public RepositoryLinks(Store store, Host host) {
    this.store = store;
    this.host = host;
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

  /**
   * Refuses a repository whose namespace takes nothing new.
   *
   * @throws dev.weir.resource.StatusException 404 if the namespace is missing, 403 if it is being
   *     deleted
   */
  public void requireActive(StreamName repository) {
    Hold _ = hold(repository);
  }

  /** The uid of the repository's namespace; empty if there is none. */
  public String namespaceUid(StreamName repository) {
    return host.uid(repository.namespace());
  }

  private Hold hold(StreamName repository) {
    return host.hold(repository.namespace(), StreamKeys.STREAM, repository.name());
  }

  /**
   * Adds a link now, durable on return. A namespace that is being deleted gets none, or its next
   * owner would find it there.
   *
   * @throws dev.weir.resource.StatusException as {@link #requireActive}
   */
  public void add(StreamName repository, Digest digest, Link link) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (find(repository, digest).filter(link::equals).isPresent()) {
        return;
      }
      Transaction.Builder transaction = Transaction.builder();
      hold(repository).in(transaction);
      if (store.commit(add(transaction, repository, digest, link).build())
          instanceof TransactionResult.Committed) {
        return;
      }
    }
    throw StreamWriter.busy(repository);
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
