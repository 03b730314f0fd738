package dev.weir.remote.fake;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A way to misbehave, for the next few requests whose {@code METHOD /path} has a text in it. Some
 * stand for the answer, some change it; {@link #and} joins several for one request. Positions are
 * bytes of the body that is sent for that request, from 0.
 */
public sealed interface Fault {
  /** Ends the connection without an answer. */
  record Drop() implements Fault {}

  /** Answers with this status and error code. */
  record Status(int status, String code) implements Fault {}

  /** Answers with this status and a text, as what stands before a registry does. */
  record Plain(int status, String text) implements Fault {}

  /** Redirects there. */
  record Redirect(int status, String location) implements Fault {}

  /** Answers with a page to log in, as portals do. */
  record Page() implements Fault {}

  /** Answers with this JSON, whatever was asked for. */
  record Document(String json) implements Fault {}

  /** Answers 404 as a website would, without the registry's header. */
  record NotARegistry() implements Fault {}

  /** Sends nothing until the registry is closed. */
  record Hang() implements Fault {}

  /** Answers only after a while. */
  record Late(Duration by) implements Fault {}

  /** Answers only when the latch is open, or the registry is closed. */
  record Hold(CountDownLatch until) implements Fault {}

  /** Sends this header, instead of another of that name; an {@code ETag} is also the one it has. */
  record Header(String name, String value) implements Fault {}

  /** Leaves this header out; without {@code Content-Length} the body comes in chunks. */
  record Without(String name) implements Fault {}

  /** Knows no ranges: sends the whole whatever was asked for. */
  record NoRanges() implements Fault {}

  /** Sends so many bytes at a time. */
  record Trickle(int bytes, Duration every) implements Fault {}

  /** Announces the whole body and ends the connection here. */
  record Truncate(long at) implements Fault {
    private static final long HALF = -1;

    /** In the middle. */
    public Truncate() {
      this(HALF);
    }

    long within(long length) {
      return at == HALF ? length / 2 : Math.min(at, length);
    }
  }

  /** Sends another byte here. */
  record Corrupt(long at) implements Fault {
    private static final long LAST = -1;

    /** The last one. */
    public Corrupt() {
      this(LAST);
    }

    long within(long length) {
      return at == LAST ? length - 1 : at;
    }
  }

  /** Sends so much and then nothing until the registry is closed. */
  record Stall(long at) implements Fault {}

  /** Sends so much, and the rest, or the end of the connection, when the latch is open. */
  record HoldAt(long at, CountDownLatch until) implements Fault {}

  /** Takes so many bytes of what it is sent, and ends the connection. */
  record TakeOnly(long bytes) implements Fault {}

  /** Takes so many bytes of what it is sent, and then answers this. */
  record FullAt(long bytes, int status, String code) implements Fault {}

  /** All of these for the same request. */
  record All(List<Fault> faults) implements Fault {
    public All {
      faults = faults.stream().flatMap(Fault::each).toList();
    }
  }

  /** Too many requests, with this {@code Retry-After}. */
  static Fault tooMany(String retryAfter) {
    return new Status(429, "TOOMANYREQUESTS").and(new Header("Retry-After", retryAfter));
  }

  /** This and another for the same request. */
  default Fault and(Fault other) {
    return new All(List.of(this, other));
  }

  private Stream<Fault> each() {
    return this instanceof All(List<Fault> faults) ? faults.stream() : Stream.of(this);
  }

  /** What this consists of, none of them joined. */
  default List<Fault> parts() {
    return each().toList();
  }
}
