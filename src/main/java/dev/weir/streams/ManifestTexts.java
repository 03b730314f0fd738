package dev.weir.streams;

import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.reference.Digest;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes of manifests that imports fetched, under {@code /manifests/DIGEST}, as they came: what
 * an image of another registry is made of, and may be pulled as. An Image object has no place for
 * them; it says what its reader wants to know, and in characters. Comes and goes with its Image.
 * Says nothing about who may see it.
 */
public final class ManifestTexts implements WriteHook {
  private static final String PREFIX = "/manifests/";
  private static final int REMEMBERED = 1024;

  private final Store store;
  private final Deque<Digest> lastLate = new ArrayDeque<>();
  private long late;

  ManifestTexts(Store store) {
    this.store = store;
  }

  /** A manifest's bytes, compared with the digest; empty if no import brought them. */
  public Optional<byte[]> find(Digest manifest) {
    return store
        .get(key(manifest))
        .map(Entry::value)
        .filter(bytes -> manifest.sameAlgorithm(bytes).equals(manifest));
  }

  /** True if an import brought it. */
  public boolean has(Digest manifest) {
    return store.get(key(manifest)).isPresent();
  }

  /** How many came of images that were there before: of others, a stream's next form tells. */
  synchronized long late() {
    return late;
  }

  /** Those that came after it said that number; empty if that is not known any more. */
  synchronized Optional<Set<Digest>> since(long before) {
    long newer = late - before;
    return newer > lastLate.size()
        ? Optional.empty()
        : Optional.of(lastLate.stream().limit(newer).collect(Collectors.toUnmodifiableSet()));
  }

  /** Says that a manifest was stored whose image was there before. */
  synchronized void cameLate(Digest manifest) {
    late++;
    lastLate.addFirst(manifest);
    if (lastLate.size() > REMEMBERED) {
      lastLate.removeLast();
    }
  }

  static Transaction.Operation put(Digest manifest, byte[] bytes) {
    return new Transaction.Put(key(manifest), bytes);
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
    // they come with imports
  }

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
    // they never change
  }

  @Override
  public void removing(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    transaction.delete(PREFIX + name);
  }

  /** Where the bytes of a manifest lie, if an import brought them. */
  public static String key(Digest manifest) {
    return PREFIX + manifest;
  }
}
