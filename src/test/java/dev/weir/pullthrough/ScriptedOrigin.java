package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A registry in memory that answers each request as the test says. */
final class ScriptedOrigin implements BlobOrigin {
  private final String name;
  private final IntFunction<Reply> script;
  private final AtomicInteger requests = new AtomicInteger();
  private final List<Long> starts = new CopyOnWriteArrayList<>();
  private final List<String> validators = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();

  private ScriptedOrigin(String name, IntFunction<Reply> script) {
    this.name = name;
    this.script = script;
  }

  /**
   * Replies to each request, counted from 0.
   *
   * @param name host and login
   */
  static ScriptedOrigin of(String name, IntFunction<Reply> script) {
    return new ScriptedOrigin(name, script);
  }

  /** Always the same. */
  static ScriptedOrigin of(String name, Reply reply) {
    return new ScriptedOrigin(name, _ -> reply);
  }

  /**
   * What is sent.
   *
   * @param refusal instead of anything
   * @param total what is announced
   * @param cut the connection breaks at this byte of the blob
   * @param holdAt no byte from here on before the gate is open
   * @param chunk most bytes at a time
   * @param meanwhile runs whenever some are sent
   */
  record Reply(
      ByteBuffer bytes,
      Optional<RemoteException> refusal,
      boolean ranges,
      OptionalLong total,
      long cut,
      long holdAt,
      CompletableFuture<Void> gate,
      int chunk,
      Runnable meanwhile) {
    static Reply of(byte[] bytes) {
      return new Reply(
          ByteBuffer.wrap(bytes),
          Optional.empty(),
          true,
          OptionalLong.of(bytes.length),
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          CompletableFuture.completedFuture(null),
          1000,
          () -> {});
    }

    static Reply refuse(RemoteException.Kind kind, String message) {
      return of(new byte[0]).with(new RemoteException(kind, message));
    }

    private Reply with(RemoteException why) {
      return new Reply(bytes, Optional.of(why), ranges, total, cut, holdAt, gate, chunk, meanwhile);
    }

    Reply withoutRanges() {
      return new Reply(bytes, refusal, false, total, cut, holdAt, gate, chunk, meanwhile);
    }

    Reply announcing(OptionalLong size) {
      return new Reply(bytes, refusal, ranges, size, cut, holdAt, gate, chunk, meanwhile);
    }

    Reply cutAt(long position) {
      return new Reply(bytes, refusal, ranges, total, position, holdAt, gate, chunk, meanwhile);
    }

    Reply holdAt(long position, CompletableFuture<Void> until) {
      return new Reply(bytes, refusal, ranges, total, cut, position, until, chunk, meanwhile);
    }

    Reply meanwhile(Runnable work) {
      return new Reply(bytes, refusal, ranges, total, cut, holdAt, gate, chunk, work);
    }

    Reply inChunksOf(int most) {
      return new Reply(bytes, refusal, ranges, total, cut, holdAt, gate, most, meanwhile);
    }
  }

  /** Requests so far. */
  int requests() {
    return requests.get();
  }

  /** First bytes that were asked for. */
  List<Long> starts() {
    return List.copyOf(starts);
  }

  List<String> validators() {
    return List.copyOf(validators);
  }

  /** Answers that are not closed. */
  int open() {
    return open.get();
  }

  @Override
  public String key() {
    return name;
  }

  @Override
  public String repository() {
    return name + "/team/app";
  }

  @Override
  public Part open(Digest digest, long from, Optional<String> validator) {
    Reply reply = script.apply(requests.getAndIncrement());
    starts.add(from);
    validator.ifPresent(validators::add);
    reply
        .refusal()
        .ifPresent(
            e -> {
              throw e;
            });
    open.incrementAndGet();
    return new ScriptedPart(reply, reply.ranges() ? from : 0);
  }

  private final class ScriptedPart extends InputStream implements Part {
    private final Reply reply;
    private final long start;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private long position;

    ScriptedPart(Reply reply, long start) {
      this.reply = reply;
      this.start = start;
      this.position = start;
    }

    @Override
    public long start() {
      return start;
    }

    @Override
    public OptionalLong total() {
      return reply.total();
    }

    @Override
    public Optional<String> validator() {
      return Optional.of("\"etag of " + name + "\"");
    }

    @Override
    public InputStream content() {
      return this;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (position >= reply.holdAt()) {
        CompletableFuture.anyOf(reply.gate(), closed).join();
      }
      if (closed.isDone()) {
        throw new IOException("closed");
      }
      if (position >= reply.cut()) {
        throw new IOException(name + ": the connection broke");
      }
      long end = Math.min(reply.bytes().limit(), reply.cut());
      end = position < reply.holdAt() ? Math.min(end, reply.holdAt()) : end;
      int count = (int) Math.min(Math.min(length, reply.chunk()), end - position);
      if (count <= 0) {
        return -1;
      }
      reply.bytes().get((int) position, target, offset, count);
      position += count;
      reply.meanwhile().run();
      return count;
    }

    @Override
    public void close() {
      if (closed.complete(null)) {
        open.decrementAndGet();
      }
    }
  }
}
