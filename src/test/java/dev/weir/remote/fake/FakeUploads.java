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
import java.util.function.Function;

/** Uploads and mounts of blobs, in a {@link FakeRegistry}. */
final class FakeUploads {
  private final Function<String, FakeRepository> repositories;
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

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
      case "PATCH" -> {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(uploads.getOrDefault(id, new byte[0]));
        all.write(body);
        uploads.put(id, all.toByteArray());
        accepted(exchange, repo, id);
      }
      case "PUT" -> commit(exchange, repo, id, query);
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

  private static void accepted(FakeExchange exchange, String repo, String id) throws IOException {
    exchange.with("Location", "/v2/" + repo + "/blobs/uploads/" + id + "?_state=x").send(202);
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
