package dev.weir.pullthrough;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who reads a fetch along, and who is to be told of it. */
final class Audience {
  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

  private final List<FetchWatcher> watchers = new ArrayList<>();
  private int readers;
  private boolean ended;
  private boolean told;

  /** One reader more; false if it is over. */
  synchronized boolean join() {
    if (ended) {
      return false;
    }
    readers++;
    return true;
  }

  /** One reader less. */
  synchronized void leave() {
    readers--;
  }

  /** Nobody can join any more, if nobody is there; says whether that is so. */
  synchronized boolean endIfEmpty() {
    ended |= readers == 0;
    return readers == 0;
  }

  /** Nobody can join any more. */
  synchronized void end() {
    ended = true;
  }

  /** Bytes for a reader, who is told of the end from now on; empty if there are none. */
  Optional<SeekableByteChannel> admit(Spool spool, FetchWatcher watcher) throws IOException {
    Optional<SeekableByteChannel> bytes;
    boolean late;
    synchronized (this) {
      bytes = spool.reader();
      if (bytes.isPresent()) {
        watchers.add(watcher);
      }
      late = bytes.isPresent() && told;
    }
    if (late) {
      watcher.sound();
    }
    return bytes;
  }

  /** Tells all who were admitted. */
  void tell(Consumer<FetchWatcher> news) {
    List<FetchWatcher> all;
    synchronized (this) {
      told = true;
      all = List.copyOf(watchers);
    }
    for (FetchWatcher watcher : all) {
      try {
        news.accept(watcher);
      } catch (RuntimeException e) {
        LOG.error("who waited for a blob could not be told of it", e);
      }
    }
  }
}
