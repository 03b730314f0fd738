package dev.weir.objects.value;

/** Turns encoded objects into stored values and back, such as to encrypt secrets at rest. */
public interface ValueCodec {
  ValueCodec PLAIN =
      new ValueCodec() {
        @Override
        public byte[] toStore(String key, byte[] encoded) {
          return encoded;
        }

        @Override
        public byte[] fromStore(String key, byte[] stored) {
          return stored;
        }
      };

  /** The value to store under the key. */
  byte[] toStore(String key, byte[] encoded);

  /** What was passed to {@link #toStore} under the same key. */
  byte[] fromStore(String key, byte[] stored);
}
