package dev.weir.blob.file;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what keeps a thread of the operating system waiting on threads that are there for it. All
 * virtual threads share as many as the machine has cores, and what changes a directory keeps one of
 * them until the filesystem's journal has room, which may be a whole sync: some dozens of uploads
 * at once would hold up everybody else for tenths of a second. The JDK knows that for reads, writes
 * and syncs of open files, and adds threads meanwhile; for names it does not.
 */
final class BlockingCalls {
  /** The journal takes one change after the other anyhow. */
  private static final int THREADS = 8;

  private static final long IDLE_SECONDS = 10;

  /** Its threads end when there is nothing to do: there is nothing to close. */
  private final ExecutorService threads = threads();

  /** Something that blocks. */
  interface Call<T> {
    T run() throws IOException;
  }

  private static ExecutorService threads() {
    ThreadFactory factory = Thread.ofPlatform().daemon().name("weir-directories-", 0).factory();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Returns when it is done, whatever interrupts the caller: what was begun on a disk cannot be
   * taken back.
   */
  <T> T run(Call<T> call) throws IOException {
    if (!Thread.currentThread().isVirtual()) {
      return call.run();
    }
    Callable<T> work = call::run;
    Future<T> result = threads.submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new IOException(cause);
    };
  }
}
