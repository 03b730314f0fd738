package dev.weir.storage.check;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is kept of other registries for streams: its bytes are there. */
record Mirrored(Ground ground) implements Look {
  @Override
  public String name() {
    return "mirrored blobs of streams";
  }

  @Override
  public String prefix() {
    return StreamKeys.MIRRORS;
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    Optional<StreamKey> key = StreamKey.parse(prefix(), entry.key());
    Optional<Digest> digest = key.flatMap(StreamKey::digest);
    long size = Json.parseObject(entry.value()).path("size").asLong(0);
    if (digest.isPresent() && (size == 0 || isThere(digest.get(), size))) {
      return List.of();
    }
    Finding finding =
        Finding.of(
            Kind.MISSING_MIRROR,
            key.map(StreamKey::rest).orElse(entry.key()),
            key.map(k -> k.stream().toString()).orElse(""),
            "its bytes are not in the mirror; it is fetched again when it is wanted");
    return List.of(
        Fault.of(
            finding,
            Transaction.builder().ifAt(entry.key(), entry.modRevision()).delete(entry.key())));
  }

  /** What was taken away is fetched again, which is said of the blob. */
  private boolean isThere(Digest digest, long size) {
    try {
      return ground.mirror().size(digest).equals(OptionalLong.of(size))
          || ground.mirror().isLost(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
