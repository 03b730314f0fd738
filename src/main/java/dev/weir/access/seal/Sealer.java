package dev.weir.access.seal;

/** Encrypts what must not lie readable in the store, bound to the place where it lies. */
public interface Sealer {
  /**
   * Seals a value for one key of the store; the same value gives other bytes each time.
   *
   * @param storeKey the sealed bytes open under this key only
   */
  byte[] seal(String storeKey, byte[] plain);

  /**
   * Opens what {@link #seal} made.
   *
   * @throws SealException if the bytes were changed, moved to another key or sealed with a key that
   *     this server lacks
   */
  byte[] open(String storeKey, byte[] sealed);
}
