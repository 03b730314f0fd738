package dev.weir.server.data;

import dev.weir.access.seal.Sealer;
import dev.weir.objects.value.ValueCodec;

/** Keeps values encrypted in the store. */
public record SealedValues(Sealer sealer) implements ValueCodec {
  @Override
  public byte[] toStore(String key, byte[] encoded) {
    return sealer.seal(key, encoded);
  }

  @Override
  public byte[] fromStore(String key, byte[] stored) {
    return sealer.open(key, stored);
  }
}
