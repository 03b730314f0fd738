package dev.weir.pullthrough;

import dev.weir.access.HeapBudget;
import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Fetches into a store of the test, by a clock that stands still, without pauses. */
final class FetchFixture implements AutoCloseable {
  static final FetchLimits LIMITS =
      new FetchLimits(32, 64, Duration.ofSeconds(20), 1L << 40, 1_000_000);

  private final BlobStore mirror;
  private final BlobFetches fetches;
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private volatile long mostKept = Long.MAX_VALUE;
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

  FetchFixture(BlobStore mirror, boolean keep, FetchLimits limits) {
    this.mirror = mirror;
    try {
      this.fetches =
          BlobFetches.open(
              mirror,
              keep,
              _ -> mostKept,
              limits,
              new HeapBudget(512L << 20).imports(),
              () -> now,
              pauses::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BlobFetches fetches() {
    return fetches;
  }

  BlobStore mirror() {
    return mirror;
  }

  /** From now on no more is to be kept, of a project as of all. */
  void keepAtMost(long bytes) {
    mostKept = bytes;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  Blob open(byte[] bytes, BlobOrigin... origins) {
    return open(bytes, new Told(), origins);
  }

  Blob open(byte[] bytes, Told told, BlobOrigin... origins) {
    return fetches.open(
        "shop", Digest.of(bytes), OptionalLong.of(bytes.length), List.of(origins), told);
  }

  /** For another project. */
  Blob open(String project, byte[] bytes, Told told, BlobOrigin... origins) {
    return fetches.open(
        project, Digest.of(bytes), OptionalLong.of(bytes.length), List.of(origins), told);
  }

  byte[] pull(byte[] bytes, BlobOrigin... origins) throws IOException {
    try (Blob blob = open(bytes, origins)) {
      return all(blob);
    }
  }

  static byte[] all(Blob blob) throws IOException {
    return Channels.newInputStream(blob.channel()).readAllBytes();
  }

  /** Bytes of a part up to its end, or to where reading fails. */
  static byte[] upToFailure(SeekableByteChannel channel, int length) {
    ByteBuffer read = ByteBuffer.allocate(length);
    try {
      while (read.hasRemaining() && channel.read(read) >= 0) {
        // on
      }
    } catch (IOException _) {
      // what came before counts
    }
    return Arrays.copyOf(read.array(), read.position());
  }

  /** Exactly so many bytes. */
  static byte[] exactly(SeekableByteChannel channel, int length) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(length);
    while (read.hasRemaining()) {
      if (channel.read(read) < 0) {
        throw new IOException("ended after " + read.position());
      }
    }
    return read.array();
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] slice(byte[] bytes, int start, int length) {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  static byte[] withOtherByte(byte[] bytes, int at) {
    byte[] other = bytes.clone();
    other[at] ^= 1;
    return other;
  }

  @Override
  public void close() {
    fetches.close();
    mirror.close();
  }

  /** Remembers what it is told. */
  static final class Told implements FetchWatcher {
    private final List<Object> news = new CopyOnWriteArrayList<>();

    @Override
    public void kept(Kept kept) {
      news.add(kept);
    }

    @Override
    public void sound() {
      news.add("sound");
    }

    @Override
    public void failed(FetchException failure) {
      news.add(failure.reason());
    }

    List<Object> news() {
      return new ArrayList<>(news);
    }
  }
}
