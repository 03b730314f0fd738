package dev.weir.client.http;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.UnansweredException;
import dev.weir.failure.Reason;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A watch over one streaming answer: a thread of its own reads lines into a bounded queue, so that
 * a slow reader slows the server and no event is dropped here.
 */
public final class WatchStream implements ObjectWatch {
  private static final int QUEUE = 256;

  /** One line of the stream, or its end. */
  private sealed interface Item {
    record Event(ObjectEvent.Type type, ApiObject object) implements Item {}

    record End(RuntimeException why) implements Item {}
  }

  private final InputStream body;
  private final Runnable hangUp;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(QUEUE);
  private final Thread reader;
  private RuntimeException ended = ApiStatus.unavailable("").exception();
  private volatile boolean closed;
  private boolean over;
  private long progress;

  private WatchStream(InputStream body, Runnable hangUp) {
    this.body = body;
    this.hangUp = hangUp;
    this.reader = Thread.ofVirtual().name("watch-reader").start(this::read);
  }

  /**
   * Reads the answer to a watch.
   *
   * @param hangUp ends a read that waits
   */
  public static WatchStream of(InputStream body, Runnable hangUp) {
    return new WatchStream(body, hangUp);
  }

  /** Starts a watch with any request that asks for one: objects, or tables. */
  public static WatchStream open(ApiClient client, ApiRequest request) {
    try {
      ApiClient.Streaming stream = client.open(request);
      return new WatchStream(stream.body(), stream.wire()::close);
    } catch (IOException e) {
      throw new UnansweredException(e);
    }
  }

  private void read() {
    try {
      items.put(readToEnd());
    } catch (InterruptedException _) {
      // closed by the owner, who waits for nothing more
    }
  }

  private Item.End readToEnd() throws InterruptedException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          Item item = parse(line);
          if (item instanceof Item.End end) {
            return end;
          }
          items.put(item);
        }
      }
      return new Item.End(ApiStatus.unavailable("the server ended the watch").exception());
    } catch (IOException e) {
      return closed
          ? closedByOwner()
          : new Item.End(new UnansweredException("the watch broke: " + e.getMessage()));
    } catch (JacksonException | IllegalArgumentException _) {
      return new Item.End(new UnansweredException("the server sent a malformed watch event"));
    } catch (RuntimeException e) {
      return new Item.End(new UnansweredException("the watch broke: " + Reason.of(e)));
    } catch (Error e) {
      return new Item.End(new UnansweredException("the watch broke: " + Reason.of(e)));
    }
  }

  private static Item.End closedByOwner() {
    return new Item.End(ApiStatus.unavailable("the watch is closed").exception());
  }

  private static Item parse(String line) {
    JsonNode event = Json.parse(line);
    ObjectNode object = Json.objectAt(event, "object");
    String type = Json.string(event, "type");
    return type.equals("ERROR")
        ? new Item.End(StatusErrors.read(500, object).exception())
        : new Item.Event(ObjectEvent.Type.valueOf(type), ApiObject.of(object));
  }

  @Override
  public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
    if (over) {
      throw ended;
    }
    List<ObjectEvent> found = new ArrayList<>();
    Item item = items.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    while (item != null && !over) {
      take(item, found);
      item = over ? null : items.poll();
    }
    if (over && found.isEmpty()) {
      throw ended;
    }
    return found;
  }

  private void take(@Nullable Item item, List<ObjectEvent> found) {
    switch (item) {
      case Item.Event(ObjectEvent.Type type, ApiObject object) -> {
        progress = Math.max(progress, object.revision());
        found.add(new ObjectEvent(type, object));
      }
      case Item.End(RuntimeException why) -> {
        over = true;
        ended = why;
      }
      case null -> {}
    }
  }

  @Override
  public long progress() {
    return progress;
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
    hangUp.run();
    items.clear();
    boolean _ = items.offer(closedByOwner());
  }
}
