package dev.weir.server.upkeep;

/** Where the process keeps its objects, as far as it can be made smaller. */
public interface Heap {
  /** One that is nobody's to collect, as of a process that is more than a server. */
  Heap SHARED =
      new Heap() {
        @Override
        public long bytes() {
          return 0;
        }

        @Override
        public void collect() {}
      };

  /** Bytes that it has from the system, used or not. */
  long bytes();

  /** Finds all that is not needed any more; everything stands still meanwhile. */
  void collect();
}
