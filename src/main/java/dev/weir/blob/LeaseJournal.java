package dev.weir.blob;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where leases are written down for the next process. What is said to it never fails: a journal
 * that cannot be written makes the next process take everything that it finds for leased.
 */
public interface LeaseJournal {
  /** Of leases that nobody needs after this process. */
  LeaseJournal NONE =
      new LeaseJournal() {
        @Override
        public Earlier read() {
          return new Earlier(List.of(), Optional.empty(), false);
        }

        @Override
        public void add(List<Written> leases, Optional<Instant> others) {}

        @Override
        public boolean isDue(int leases) {
          return false;
        }

        @Override
        public void replace(List<Written> leases, Instant others) {}

        @Override
        public void close(List<Written> leases, Instant others) {}
      };

  /**
   * A lease, or that one ended early.
   *
   * @param end of it; one that has passed was taken up
   */
  record Written(StreamName repository, Digest digest, Instant end) {}

  /**
   * What earlier processes wrote.
   *
   * @param leases in the order of writing; of two about the same, the later holds
   * @param others end of those that were not remembered, if there were any
   * @param isWhole false if it cannot be told what was leased: everything may have been
   */
  record Earlier(List<Written> leases, Optional<Instant> others, boolean isWhole) {
    public Earlier {
      leases = List.copyOf(leases);
    }
  }

  /** What is there when it is opened. */
  Earlier read();

  /**
   * Adds leases, so that the next process knows of them on return, however this one ends.
   *
   * @param others if the end of those that are not remembered changed
   */
  void add(List<Written> leases, Optional<Instant> others);

  /** True if it should be written anew now, with that many leases. */
  boolean isDue(int leases);

  /** Writes it anew, so that the next process knows of all also after a loss of power. */
  void replace(List<Written> leases, Instant others);

  /** Writes it anew if something would be lost otherwise, and ends. */
  void close(List<Written> leases, Instant others);
}
