package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Uploads and mounts of blobs, in a {@link FakeRegistry}. */
final class FakeUploads {
  private final Function<String, FakeRepository> repositories;
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicLong received = new AtomicLong();

  FakeUploads(Function<String, FakeRepository> repositories) {
    this.repositories = repositories;
  }

  void answer(FakeExchange exchange, String repo, String id) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.query().split("&")) {
      String value = URLDecoder.decode(pair.replaceFirst("^[^=]*=?", ""), StandardCharsets.UTF_8);
      query.put(pair.replaceFirst("=.*", ""), value);
    }
    byte[] body = exchange.body();
    switch (exchange.method()) {
      case "POST" -> startOrMount(exchange, repo, query);
      case "PATCH" -> append(exchange, repo, id, body);
      case "PUT" -> commit(exchange, repo, id, query);
      case "GET" -> {
        if (uploads.containsKey(id)) {
          standing(exchange, repo, id).send(204);
        } else {
          exchange.error(404, "BLOB_UPLOAD_UNKNOWN");
        }
      }
      default -> {
        uploads.remove(id);
        exchange.send(200);
      }
    }
  }

  private void startOrMount(FakeExchange exchange, String repo, Map<String, String> query)
      throws IOException {
    Optional<byte[]> source =
        Digest.tryParse(query.getOrDefault("mount", ""))
            .flatMap(mount -> repositories.apply(query.getOrDefault("from", "")).findBlob(mount));
    if (source.isPresent()) {
      repositories.apply(repo).blob(source.get());
      exchange.send(201);
    } else {
      String id = "upload-" + ids.incrementAndGet();
      uploads.put(id, new byte[0]);
      accepted(exchange, repo, id);
    }
  }

  private void append(FakeExchange exchange, String repo, String id, byte[] body)
      throws IOException {
    byte[] known = uploads.getOrDefault(id, new byte[0]);
    String range = exchange.header("Content-Range");
    if (!range.isEmpty() && !range.startsWith(known.length + "-")) {
      standing(exchange, repo, id).error(416, "RANGE_INVALID");
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(known);
    all.write(body);
    uploads.put(id, all.toByteArray());
    received.addAndGet(body.length);
    if (!exchange.isCutShort()) {
      accepted(exchange, repo, id);
    }
  }

  private FakeExchange standing(FakeExchange exchange, String repo, String id) {
    int received = uploads.getOrDefault(id, new byte[0]).length;
    return exchange
        .with("Location", "/v2/" + repo + "/blobs/uploads/" + id + "?_state=" + received)
        .with("Range", "0-" + Math.max(0, received - 1));
  }

  private void accepted(FakeExchange exchange, String repo, String id) throws IOException {
    standing(exchange, repo, id).send(202);
  }

  /** Bytes of blobs that were taken so far. */
  long received() {
    return received.get();
  }

  /** Uploads that were begun, and neither committed nor cancelled. */
  int unfinished() {
    return uploads.size();
  }

  private void commit(FakeExchange exchange, String repo, String id, Map<String, String> query)
      throws IOException {
    byte[] bytes = Optional.ofNullable(uploads.remove(id)).orElse(new byte[0]);
    if (!Digest.of(bytes).toString().equals(query.get("digest"))) {
      exchange.error(400, "DIGEST_INVALID");
    } else {
      repositories.apply(repo).blob(bytes);
      exchange.send(201);
    }
  }
}
