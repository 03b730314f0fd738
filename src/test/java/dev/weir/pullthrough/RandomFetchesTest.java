package dev.weir.pullthrough;

import static dev.weir.pullthrough.FetchFixture.LIMITS;
import static dev.weir.pullthrough.FetchFixture.slice;
import static dev.weir.pullthrough.FetchFixture.withOtherByte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.Blob;
import dev.weir.blob.LimitedBlobs;
import dev.weir.pullthrough.FetchFixture.Told;
import dev.weir.pullthrough.ScriptedOrigin.Reply;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever registries, disks and readers do: the blob, or an error before the last byte. */
@Timeout(120)
class RandomFetchesTest {
  private static final int ROUNDS = 400;

  /** What may happen in one round. */
  private static final class Round {
    private final Random random;
    private final byte[] bytes;
    private final boolean honest;

    Round(int seed) {
      random = new Random(seed);
      int size = random.nextInt(8) == 0 ? random.nextInt(3) : 1 + random.nextInt(200_000);
      bytes = FetchFixture.random(size, seed);
      honest = random.nextInt(4) > 0;
    }

    List<BlobOrigin> origins() {
      List<BlobOrigin> origins = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        int seed = random.nextInt();
        origins.add(ScriptedOrigin.of("origin" + i, n -> reply(new Random(seed + n))));
      }
      return origins;
    }

    private Reply reply(Random chance) {
      if (chance.nextInt(8) == 0) {
        return Reply.refuse(chance.nextBoolean() ? Kind.DENIED : Kind.UNREACHABLE, "no");
      }
      Reply reply = Reply.of(sent(chance)).inChunksOf(1 + chance.nextInt(70_000));
      reply = chance.nextInt(3) == 0 ? reply.withoutRanges() : reply;
      reply = chance.nextInt(3) == 0 ? reply.announcing(OptionalLong.empty()) : reply;
      return chance.nextBoolean() ? reply.cutAt(chance.nextInt(bytes.length + 1)) : reply;
    }

    private byte[] sent(Random chance) {
      if (honest || bytes.length == 0) {
        return bytes;
      }
      return switch (chance.nextInt(4)) {
        case 0 -> withOtherByte(bytes, chance.nextInt(bytes.length));
        case 1 -> slice(bytes, 0, chance.nextInt(bytes.length));
        case 2 -> Arrays.copyOf(bytes, bytes.length + 1 + chance.nextInt(100_000));
        default -> bytes;
      };
    }
  }

  @Test
  void giveEachReaderTheBlobOrAnErrorBeforeItsLastByte() throws Exception {
    int whole = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      whole += run(new Round(seed), seed);
    }
    assertThat(whole).as("answers that came to their end").isGreaterThan(ROUNDS);
  }

  private static int run(Round round, int seed) throws Exception {
    LimitedBlobs mirror = new LimitedBlobs();
    Random random = round.random;
    if (random.nextInt(3) == 0) {
      mirror.limit(random.nextInt(round.bytes.length + 1));
    }
    boolean keep = random.nextBoolean();
    List<BlobOrigin> origins = round.origins();
    int whole = 0;
    try (FetchFixture here = new FetchFixture(mirror, keep, LIMITS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(10); i++) {
        Random chance = new Random(random.nextLong());
        readers.add(threads.submit(() -> read(here, round, origins, chance)));
      }
      for (Future<Boolean> reader : readers) {
        whole += reader.get() ? 1 : 0;
      }
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> here.fetches().counters().running() == 0);
      assertThat(mirror.unfinished(_ -> true)).as("uploads of round %d", seed).isZero();
      assertThat(origins)
          .as("connections of round %d", seed)
          .allMatch(origin -> ((ScriptedOrigin) origin).open() == 0);
      requireSound(mirror, round.bytes, keep);
    }
    return whole;
  }

  private static void requireSound(LimitedBlobs mirror, byte[] bytes, boolean keep)
      throws IOException {
    try (Blob kept = mirror.open(Digest.of(bytes)).orElse(null)) {
      if (kept != null) {
        assertThat(keep).isTrue();
        assertThat(Channels.newInputStream(kept.channel()).readAllBytes()).isEqualTo(bytes);
      }
    }
  }

  /** True if the whole or a part came to its end. */
  private static boolean read(
      FetchFixture here, Round round, List<BlobOrigin> origins, Random chance) {
    byte[] bytes = round.bytes;
    for (int wait = chance.nextInt(50); wait > 0; wait--) {
      Thread.yield();
    }
    Told told = new Told();
    try (Blob blob = here.open(bytes, told, origins.toArray(BlobOrigin[]::new))) {
      assertThat(blob.size()).isEqualTo(bytes.length);
      boolean complete = true;
      for (int parts = chance.nextInt(3); parts >= 0; parts--) {
        complete &= part(blob, round, chance);
      }
      return complete;
    } catch (RemoteException e) {
      assertThat(told.news()).as("who gets no blob is told by the error").isEmpty();
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean part(Blob blob, Round round, Random chance) {
    byte[] bytes = round.bytes;
    boolean all = chance.nextBoolean();
    int start = all ? 0 : chance.nextInt(bytes.length + 1);
    int length = all ? bytes.length : chance.nextInt(bytes.length - start + 1);
    int leave = chance.nextInt(4) == 0 ? chance.nextInt(length + 1) : length + 1;
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    try {
      SeekableByteChannel channel = blob.part(start, length);
      ByteBuffer buffer = ByteBuffer.allocate(1 + chance.nextInt(50_000));
      while (came.size() < leave && channel.read(buffer.clear()) >= 0) {
        came.write(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      assertThat(came.size()).as("before its last byte").isLessThan(Math.max(length, 1));
    }
    boolean complete = came.size() == length;
    if (complete || round.honest) {
      assertThat(Arrays.equals(came.toByteArray(), slice(bytes, start, came.size())))
          .as("the bytes from %d on, of %d the first %d", start, length, came.size())
          .isTrue();
    }
    return complete;
  }
}
