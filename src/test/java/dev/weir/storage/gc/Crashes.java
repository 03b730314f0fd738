package dev.weir.storage.gc;

import dev.weir.blob.BlobStore;
import dev.weir.reference.Digest;
import dev.weir.store.ForwardingStore;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Ends a process at one of the steps that change what is stored: before and after each transaction,
 * and before and after each file goes. What is under the two stores is what the next process finds.
 */
final class Crashes {
  private static final long BREAK = 300_000;

  private volatile boolean slow;
  private int steps;
  private int last = Integer.MAX_VALUE;

  /** The process is dead, and does nothing more. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Lets the process end at that step from now; 1 is the next one. */
  void after(int more) {
    steps = 0;
    last = more;
  }

  /** Nothing ends it. */
  void never() {
    after(Integer.MAX_VALUE);
  }

  /** How many steps there were since the last call of one of the two. */
  int steps() {
    return steps;
  }

  /** Whether there is time between steps, in which others do something. */
  void slow(boolean so) {
    slow = so;
  }

  private void step() {
    if (slow) {
      LockSupport.parkNanos(BREAK);
    }
    if (++steps >= last) {
      throw new Crash();
    }
  }

  Store over(Store store) {
    return new ForwardingStore(store) {
      @Override
      public TransactionResult commit(Transaction transaction) {
        step();
        TransactionResult result = store.commit(transaction);
        step();
        return result;
      }
    };
  }

  BlobStore over(BlobStore blobs) {
    return new CrashingBlobs(blobs);
  }

  private final class CrashingBlobs extends ForwardingBlobs {
    CrashingBlobs(BlobStore blobs) {
      super(blobs);
    }

    @Override
    public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep)
        throws IOException {
      boolean gone =
          super.sweep(
              digest,
              writtenBefore,
              one -> {
                boolean kept = keep.test(one);
                step();
                return kept;
              });
      step();
      return gone;
    }
  }
}
