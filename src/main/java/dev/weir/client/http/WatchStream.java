package dev.weir.client.http;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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
    record Event(ObjectEvent.Type type, ObjectNode object) implements Item {}

    record End(ApiStatus why) implements Item {}
  }

  private final ApiClient.Streaming stream;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(QUEUE);
  private final Thread reader;
  private ApiStatus ended = ApiStatus.unavailable("");
  private boolean over;
  private long progress;

  private WatchStream(ApiClient.Streaming stream) {
    this.stream = stream;
    this.reader = Thread.ofVirtual().name("watch-reader").start(this::read);
  }

  /** Starts a watch with any request that asks for one: objects, or tables. */
  public static WatchStream open(ApiClient client, ApiRequest request) {
    try {
      return new WatchStream(client.open(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          Item item = parse(line);
          if (item instanceof Item.End end) {
            return end;
          }
          items.put(item);
        }
      }
      return new Item.End(ApiStatus.unavailable("the server ended the watch"));
    } catch (IOException e) {
      return new Item.End(ApiStatus.unavailable("the watch broke: " + e.getMessage()));
    } catch (JacksonException | IllegalArgumentException _) {
      return new Item.End(ApiStatus.unavailable("the server sent a malformed watch event"));
    }
  }

  private static Item parse(String line) {
    JsonNode event = Json.parse(line);
    ObjectNode object = Json.objectAt(event, "object");
    String type = Json.string(event, "type");
    return type.equals("ERROR")
        ? new Item.End(StatusErrors.read(500, object))
        : new Item.Event(ObjectEvent.Type.valueOf(type), object);
  }

  @Override
  public List<ObjectEvent> next(Duration timeout) throws InterruptedException {
    if (over) {
      throw new StatusException(ended);
    }
    List<ObjectEvent> found = new ArrayList<>();
    Item item = items.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    while (item != null && !over) {
      take(item, found);
      item = over ? null : items.poll();
    }
    if (over && found.isEmpty()) {
      throw new StatusException(ended);
    }
    return found;
  }

  private void take(@Nullable Item item, List<ObjectEvent> found) {
    switch (item) {
      case Item.Event(ObjectEvent.Type type, ObjectNode tree) -> {
        ApiObject object = ApiObject.of(tree);
        progress = Math.max(progress, object.revision());
        found.add(new ObjectEvent(type, object));
      }
      case Item.End(ApiStatus why) -> {
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
    reader.interrupt();
    stream.wire().close();
  }
}
