package dev.weir.cli.backup;

import dev.weir.backup.Item;
import dev.weir.backup.Item.Kind;
import dev.weir.backup.ItemReader;
import dev.weir.backup.ItemWriter;
import dev.weir.backup.LockedKeys;
import dev.weir.backup.Shelf;
import dev.weir.backup.Summary;
import dev.weir.backup.Summary.Part;
import dev.weir.reference.Digest;
import dev.weir.resource.StatusException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** Takes one backup: the store, then the blobs that are missing, then what it says of itself. */
final class Taking {
  private static final int NOT_FOUND = 404;
  private static final int BUFFER = 64 * 1024;

  private final RunningServer server;
  private final Destination destination;
  private final Set<String> wanted = new HashSet<>();
  private final Set<String> missing = new TreeSet<>();
  final AtomicLong items = new AtomicLong();
  final AtomicLong blobs = new AtomicLong();
  final AtomicLong blobBytes = new AtomicLong();
  final AtomicLong seen = new AtomicLong();
  final AtomicLong seenBytes = new AtomicLong();
  final AtomicLong fetched = new AtomicLong();
  final AtomicLong fetchedBytes = new AtomicLong();
  private long dropped;

  Taking(RunningServer server, Destination destination) {
    this.server = server;
    this.destination = destination;
  }

  /**
   * Takes it.
   *
   * @param passphrase for the server's keys; empty if they stay where they are
   */
  Summary run(String version, Instant now, Optional<char[]> passphrase) throws IOException {
    String suffix = server.revision() + "-" + random();
    Part store = store("store-" + suffix + ".gz");
    Optional<Part> keys = Optional.empty();
    if (passphrase.isPresent()) {
      byte[] locked = LockedKeys.lock(server.keys(), passphrase.get());
      keys = Optional.of(file("keys-" + suffix + ".json", out -> out.write(locked)));
    }
    blobs(store.name());
    server.requireHold();
    Summary summary =
        new Summary(
            version,
            now,
            server.revision(),
            store,
            items.get(),
            blobs.get(),
            blobBytes.get(),
            List.copyOf(missing),
            keys);
    wanted.add(Summary.FILE);
    dropped = destination.finish(summary, wanted);
    return summary;
  }

  long dropped() {
    return dropped;
  }

  private static String random() {
    byte[] bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Writes a file. */
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private Part file(String name, Content content) throws IOException {
    try (Destination.Sink sink = destination.file(name)) {
      Hashing out = new Hashing(new BufferedOutputStream(sink.out(), BUFFER));
      content.write(out);
      out.flush();
      sink.keep();
      wanted.add(name);
      return new Part(name, out.bytes, HexFormat.of().formatHex(out.function.digest()));
    }
  }

  private Part store(String name) throws IOException {
    return file(
        name,
        out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out, BUFFER);
          receive(new ItemWriter(gzip));
          gzip.finish();
        });
  }

  /** What the server had to begin again is written twice; the first part of it does not count. */
  private void receive(ItemWriter out) throws IOException {
    out.begin(server.revision());
    for (Optional<Item> next = server.next(); next.isPresent(); next = server.next()) {
      Item item = next.get();
      if (item.kind() == Kind.AGAIN) {
        items.set(0);
        blobs.set(0);
        blobBytes.set(0);
        missing.clear();
        out.begin(server.revision());
        continue;
      }
      out.write(item);
      items.incrementAndGet();
      if (item.kind() == Kind.BLOB) {
        blobs.incrementAndGet();
        blobBytes.addAndGet(item.created());
      } else if (item.kind() == Kind.MISSING) {
        missing.add(item.key());
      }
    }
    out.end();
  }

  private void blobs(String store) throws IOException {
    try (ItemReader items = destination.store(store)) {
      for (Optional<Item> next = items.next(); next.isPresent(); next = items.next()) {
        if (next.get().kind() == Kind.BLOB) {
          blob(next.get());
        }
      }
    }
  }

  private void blob(Item item) throws IOException {
    Digest digest = Digest.parse(item.key());
    long size = item.created();
    try {
      if (!destination.has(digest, size)) {
        destination.fetch(item, digest, server, fetchedBytes::addAndGet);
        fetched.incrementAndGet();
      }
      wanted.add(Shelf.blob(digest));
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
      server.requireHold();
      missing.add(item.key());
    }
    seen.incrementAndGet();
    seenBytes.addAndGet(size);
  }

  /** Counts and sums what passes. */
  private static final class Hashing extends OutputStream {
    private final OutputStream out;
    private final MessageDigest function = Digest.newMessageDigest("sha256");
    private long bytes;

    Hashing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int start, int length) throws IOException {
      out.write(from, start, length);
      function.update(from, start, length);
      bytes += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
