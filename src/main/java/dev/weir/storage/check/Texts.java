package dev.weir.storage.check;

import dev.weir.reference.Digest;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Manifests of other registries that imports brought: their bytes are their digest's. */
record Texts() implements Look {
  @Override
  public String name() {
    return "imported manifests";
  }

  @Override
  public String prefix() {
    return "/manifests/";
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    String name = entry.key().substring(prefix().length());
    Optional<Digest> digest = Digest.tryParse(name);
    if (digest.filter(d -> d.sameAlgorithm(entry.value()).equals(d)).isPresent()) {
      return List.of();
    }
    Finding finding =
        Finding.of(
            Kind.DAMAGED_TEXT,
            name,
            "",
            "what is stored of this manifest of another registry is not its bytes; without it, it"
                + " is fetched again when it is wanted");
    return List.of(
        Fault.of(
            finding,
            Transaction.builder().ifAt(entry.key(), entry.modRevision()).delete(entry.key())));
  }
}
