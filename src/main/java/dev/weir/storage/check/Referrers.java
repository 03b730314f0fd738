package dev.weir.storage.check;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Places in which a manifest is found by its subject: the manifest is linked, with that subject.
 */
record Referrers(Ground ground) implements Look {
  @Override
  public String name() {
    return "referrers";
  }

  @Override
  public String prefix() {
    return Links.REFERRERS;
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    Optional<StreamKey> key = StreamKey.parse(prefix(), entry.key());
    String[] pair = key.map(StreamKey::rest).orElse("").split("/", -1);
    if (pair.length == 2 && isLinked(key.orElseThrow(), pair[0], pair[1], at)) {
      return List.of();
    }
    Finding finding =
        Finding.of(
            Kind.STRAY_REFERRER,
            pair[pair.length - 1],
            key.map(k -> k.stream().toString()).orElse(""),
            "it is listed under the subject " + pair[0] + ", and no such manifest is linked");
    return List.of(
        Fault.of(
            finding,
            Transaction.builder().ifAt(entry.key(), entry.modRevision()).delete(entry.key())));
  }

  private boolean isLinked(StreamKey key, String subject, String manifest, long at) {
    return Digest.tryParse(subject).isPresent()
        && ground
            .store()
            .get(Links.PREFIX + key.stream() + "/" + manifest, at)
            .filter(link -> Json.string(Json.parseObject(link.value()), "subject").equals(subject))
            .isPresent();
  }
}
