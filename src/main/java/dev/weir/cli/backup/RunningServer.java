package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiClient.BodyReader;
import dev.weir.client.http.ApiClient.OpenAnswer;
import dev.weir.client.http.ApiRequest;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server that a backup is taken of. As long as this is open, none of the blobs that it named
 * goes there.
 */
final class RunningServer implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int SIGN_SECONDS = 10;
  private static final int BUFFER = 64 * 1024;

  private final ApiClient client;
  private final OpenAnswer answer;
  private final ItemReader items;
  private final InputStream body;
  private final String id;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean left;

  private RunningServer(
      ApiClient client, String id, OpenAnswer answer, InputStream body, ItemReader items) {
    this.client = client;
    this.answer = answer;
    this.body = body;
    this.items = items;
    this.id = id;
  }

  /**
   * Begins a backup there.
   *
   * @param keys whether it shall hold what only the server's keys open
   */
  static RunningServer begin(Cluster cluster, boolean keys) throws IOException {
    String id = UUID.randomUUID().toString();
    OpenAnswer answer;
    try {
      answer =
          cluster
              .client()
              .keepOpen(ApiRequest.get("/backup/store?id=" + id + (keys ? "&keys=true" : "")));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " gives no backups: it is another product, or an older Weir; stop it and copy"
                + " its data directory instead");
      }
      throw e;
    }
    try {
      InputStream body = new BufferedInputStream(answer.body(), BUFFER);
      ItemReader items = new ItemReader(body, "what the server sent");
      RunningServer server = new RunningServer(cluster.client(), id, answer, body, items);
      Thread.ofVirtual().name("backup-signs").start(server::tell);
      return server;
    } catch (IOException | RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  /** The next item; empty at the end. */
  Optional<Item> next() throws IOException {
    Optional<Item> next;
    try {
      next = items.next();
    } catch (BackupException e) {
      throw e;
    } catch (IOException e) {
      throw new BackupException(
          "the connection broke while the server sent its store ("
              + FileProblem.words(e)
              + "); run the same command again",
          e);
    }
    if (next.isEmpty()) {
      Thread.ofVirtual().name("backup-hold").start(this::listen);
    }
    return next;
  }

  long revision() {
    return items.revision();
  }

  /** Tells the server now and then that this client is there, which would let go of it else. */
  private void tell() {
    try {
      while (!left && !closed.await(SIGN_SECONDS, TimeUnit.SECONDS)) {
        try {
          if (!isHeld()) {
            left = true;
          }
        } catch (IOException _) {
          // the next time, or the other connection tells
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Over a connection of its own, since a large blob may take the other one for long. */
  private boolean isHeld() throws IOException {
    try (OpenAnswer held = client.keepOpen(ApiRequest.get("/backup/hold?id=" + id))) {
      return held.body().read() < 0;
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return false;
      }
      throw new IOException(e);
    }
  }

  /** Until the server leaves, or this is closed. */
  private void listen() {
    try {
      while (body.read() >= 0) {
        // a sign that the server still holds everything
      }
    } catch (IOException _) {
      // it has left as well
    }
    left = true;
  }

  /**
   * Refuses to go on where the server does not keep the blobs any more.
   *
   * @throws BackupException if it left
   */
  void requireHold() throws BackupException {
    boolean held;
    try {
      held = !left && isHeld();
    } catch (IOException _) {
      held = false;
    }
    if (!held) {
      throw new BackupException(
          "the server ended the backup, since it stops, the connection to it broke, or this client"
              + " rested for a minute; run the same"
              + " command again: what has come is not fetched twice");
    }
  }

  /**
   * Reads a blob.
   *
   * @param from first byte
   * @throws StatusException with 404 if the server does not have it
   */
  <T> T blob(Digest digest, long from, BodyReader<T> reader) throws IOException {
    return client.read(ApiRequest.get("/backup/blob?digest=" + digest + "&from=" + from), reader);
  }

  /** The server's keys, by names of files. */
  Map<String, byte[]> keys() throws IOException {
    ObjectNode json = client.json(ApiRequest.get("/backup/keys"));
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      json.propertyNames()
          .forEach(name -> files.put(name, Base64.getDecoder().decode(Json.string(json, name))));
    } catch (IllegalArgumentException | JacksonException e) {
      throw new BackupException("what the server sent holds no keys", e);
    }
    return files;
  }

  @Override
  public void close() {
    left = true;
    closed.countDown();
    answer.close();
  }
}
