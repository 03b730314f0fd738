package dev.weir.remote.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** How a {@link FakeRegistry} is going to misbehave. */
final class FakeFaults {
  private final FakeTime time;
  private final List<Planned> all = new CopyOnWriteArrayList<>();

  private record Planned(String text, Fault fault, AtomicInteger left) {}

  FakeFaults(FakeTime time) {
    this.time = time;
  }

  void plan(String text, Fault fault, int times) {
    all.add(new Planned(text, fault, new AtomicInteger(times)));
  }

  void mend() {
    all.clear();
  }

  /** What is planned for a request next; nothing of it is joined. */
  List<Fault> of(String line) {
    for (Planned next : all) {
      if (line.contains(next.text()) && next.left().getAndDecrement() > 0) {
        return next.fault().parts();
      }
    }
    return List.of();
  }

  /** False if the usual answer is to be sent, although perhaps not as usual. */
  boolean answer(FakeExchange exchange, List<Fault> planned) throws IOException {
    boolean answered = false;
    for (Fault fault : planned) {
      switch (fault) {
        case Fault.Late(Duration by) -> time.pass(by);
        case Fault.Hold(CountDownLatch until) -> time.await(until);
        default -> {}
      }
    }
    for (Fault fault : planned) {
      answered |= answer(exchange, fault);
    }
    return answered;
  }

  private boolean answer(FakeExchange exchange, Fault fault) throws IOException {
    switch (fault) {
      case Fault.Drop _ -> exchange.drop();
      case Fault.Hang _ -> time.untilClosed();
      case Fault.NotARegistry _ -> exchange.send(404);
      case Fault.Page _ ->
          exchange
              .with("Content-Type", "text/html")
              .send(200, "<!DOCTYPE html><title>Log in</title>".getBytes(StandardCharsets.UTF_8));
      case Fault.Document(String json) ->
          exchange
              .with("Content-Type", "application/json")
              .send(200, json.getBytes(StandardCharsets.UTF_8));
      case Fault.Status(int status, String code) -> exchange.error(status, code);
      case Fault.Plain(int status, String text) ->
          exchange
              .with("Content-Type", "text/plain")
              .send(status, text.getBytes(StandardCharsets.UTF_8));
      case Fault.Redirect(int status, String location) ->
          exchange.with("Location", location).send(status);
      case Fault.Late _,
          Fault.Hold _,
          Fault.Header _,
          Fault.Without _,
          Fault.NoRanges _,
          Fault.Trickle _,
          Fault.Truncate _,
          Fault.Corrupt _,
          Fault.Stall _,
          Fault.HoldAt _,
          Fault.TakeOnly _,
          Fault.FullAt _,
          Fault.All _ -> {
        return false;
      }
    }
    return true;
  }
}
