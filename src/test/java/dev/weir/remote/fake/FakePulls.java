package dev.weir.remote.fake;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Manifests, blobs and lists of a {@link FakeRegistry}. */
final class FakePulls {
  private static final Pattern LAST = Pattern.compile("last=([^&]+)");

  private final Map<String, FakeRepository> repositories;
  private final LongConsumer sentOfBlobs;
  private volatile int tagPage = Integer.MAX_VALUE;
  private volatile int referrerPage;

  FakePulls(Map<String, FakeRepository> repositories, LongConsumer sentOfBlobs) {
    this.repositories = repositories;
    this.sentOfBlobs = sentOfBlobs;
  }

  void pageTags(int size) {
    tagPage = size;
  }

  void pageReferrers(int size) {
    referrerPage = size;
  }

  private Optional<FakeRepository> known(String repo) {
    return Optional.ofNullable(repositories.get(repo));
  }

  void manifest(FakeExchange exchange, String repo, String ref) throws IOException {
    Optional<FakeRepository.Stored> found = known(repo).flatMap(r -> r.stored(ref));
    if (found.isEmpty()) {
      exchange.error(404, known(repo).isPresent() ? "MANIFEST_UNKNOWN" : "NAME_UNKNOWN");
      return;
    }
    byte[] bytes = found.get().bytes();
    if (!found.get().mediaType().isEmpty()) {
      exchange.with("Content-Type", found.get().mediaType());
    }
    exchange.with("Docker-Content-Digest", Digest.of(bytes).toString()).send(200, bytes);
  }

  void blob(FakeExchange exchange, String repo, String digest) throws IOException {
    Optional<FakeBlob> found = known(repo).flatMap(r -> r.content(Digest.parse(digest)));
    if (found.isEmpty()) {
      exchange.error(404, "BLOB_UNKNOWN");
      return;
    }
    exchange.with("Docker-Content-Digest", digest);
    exchange.with("Content-Type", "application/octet-stream");
    exchange.sendBlob(found.get(), "\"" + digest + "\"", sentOfBlobs);
  }

  void tags(FakeExchange exchange, String repo) throws IOException {
    Optional<FakeRepository> found = known(repo);
    if (found.isEmpty()) {
      exchange.error(404, "NAME_UNKNOWN");
      return;
    }
    Matcher last = LAST.matcher(exchange.query());
    List<String> all = new ArrayList<>(found.get().tags().keySet());
    int from = last.find() ? all.indexOf(last.group(1)) + 1 : 0;
    List<String> page = all.subList(from, (int) Math.min(all.size(), (long) from + tagPage));
    if (from + page.size() < all.size()) {
      link(exchange, "/v2/" + repo + "/tags/list?n=" + tagPage + "&last=" + page.getLast());
    }
    ObjectNode body = Json.object().put("name", repo);
    ArrayNode names = body.putArray("tags");
    page.forEach(names::add);
    exchange.send(200, Json.bytes(body));
  }

  void referrers(FakeExchange exchange, String repo, String digest) throws IOException {
    if (referrerPage == 0) {
      exchange.send(404);
      return;
    }
    Digest subject = Digest.parse(digest);
    List<ObjectNode> all = known(repo).map(r -> r.referrers(subject)).orElse(List.of());
    Matcher last = LAST.matcher(exchange.query());
    int from = last.find() ? Integer.parseInt(last.group(1)) : 0;
    int to = (int) Math.min(all.size(), (long) from + referrerPage);
    if (to < all.size()) {
      link(exchange, "/v2/" + repo + "/referrers/" + digest + "?last=" + to);
    }
    exchange.with("Content-Type", MediaTypes.OCI_INDEX);
    exchange.send(200, Json.bytes(FakeRepository.index(all.subList(from, to))));
  }

  private static void link(FakeExchange exchange, String next) {
    exchange.with("Link", "<" + next + ">; rel=\"next\"");
  }
}
