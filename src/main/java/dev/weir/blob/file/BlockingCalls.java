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
 * at once would hold up everybody else for tenths of a second. What reads a file, or has it copied
 * to a socket, keeps one until the disk has answered, which may be never. The JDK adds threads
 * meanwhile for syncs of open files, but not for names, reads and copies.
 *
 * <p>Mostly a read does not wait, and handing it over takes as long as itself; so it may have one
 * of a few {@link Carriers}, while there are some left. Who waits for a thread parks, and they are
 * served in turn.
 */
final class BlockingCalls {
  private static final long IDLE_SECONDS = 10;

  private final Carriers carriers;

  /** Its threads end when there is nothing to do: there is nothing to close. */
  private final ExecutorService threads;

  /**
   * With threads of its own.
   *
   * @param name of the threads; a number follows
   * @param most so many run on them at once
   * @param carriers what else may be kept waiting
   */
  BlockingCalls(String name, int most, Carriers carriers) {
    this.carriers = carriers;
    threads = threads(name, most);
  }

  /** Something that blocks. */
  interface Call<T> {
    T run() throws IOException;
  }

  private static ExecutorService threads(String name, int most) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name, 0).factory();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
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
    if (carriers.take()) {
      try {
        return call.run();
      } finally {
        carriers.giveBack();
      }
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
