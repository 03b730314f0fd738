package dev.weir.storage.usage;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.streams.Streams;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pages about what is stored, for those who may ask for their paths, such as {@code
 * cluster-reader}:
 *
 * <ul>
 *   <li>{@code GET /storage/usage[?namespace=N]}: see {@link Usage}. Who may only list the streams
 *       of that namespace gets it as it looks from there.
 *   <li>{@code GET /storage/why?digest=D}, or the beginning of one: see {@link Why}
 *   <li>{@code GET /storage/gc}: what is to go, and how collection is doing
 *   <li>{@code POST /storage/gc[?dryRun=true]}: collects now what is due; a dry run says what that
 *       is
 * </ul>
 */
public final class StoragePages {
  private static final String USAGE = "/storage/usage";

  private final Usage usage;
  private final Why why;
  private final Prefix prefix;
  private final CollectionReport report;
  private final Authorizer authorizer;

  /**
   * Pages of a server.
   *
   * @param blobs what was pushed
   * @param mirror what was fetched of other registries
   * @param named pull specs as workloads have them; throws where that cannot be told
   */
  public StoragePages(
      Why.Parts parts, FileBlobStore blobs, FileBlobStore mirror, Supplier<Stream<String>> named) {
    Streams streams = parts.streams();
    this.usage = new Usage(streams, parts.mirrors(), blobs, named);
    this.why = new Why(parts);
    this.prefix =
        new Prefix(
            streams.context().store(),
            List.of(blobs, mirror),
            parts.mirrors(),
            new Repositories(streams));
    this.report = new CollectionReport(parts.collector());
    this.authorizer = streams.authorizer();
  }

  /** The pages by their paths. */
  public Map<String, Door> pages() {
    return Map.of(
        USAGE, new UsagePage(), "/storage/why", this::why, "/storage/gc", new CollectionPage());
  }

  private void why(Exchange exchange) throws IOException {
    String text = exchange.query("digest");
    if (text.isEmpty()) {
      throw ApiStatus.badRequest("say of what: /storage/why?digest=sha256:…").exception();
    }
    send(exchange, why.of(prefix.find(text)));
  }

  private static void send(Exchange exchange, ObjectNode json) throws IOException {
    exchange.status(200);
    exchange.send("application/json", Json.bytes(json));
  }

  /**
   * As {@code /storage/usage} tells it to somebody; members of a project may ask about that.
   *
   * @param namespace the only one; empty for all
   */
  public ObjectNode usage(User user, String namespace) throws IOException {
    if (authorizer.allows(user, Attributes.nonResource("get", USAGE))) {
      return usage.ofAll(namespace);
    }
    if (namespace.isEmpty()) {
      authorizer.require(user, Attributes.nonResource("get", USAGE));
    }
    authorizer.require(
        user,
        Attributes.resource(
            "list", Kinds.IMAGE_STREAM.group(), Kinds.IMAGE_STREAM.plural(), namespace, ""));
    return usage.of(namespace);
  }

  private final class UsagePage implements Door {
    @Override
    public boolean decides() {
      return true;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
      User user = exchange.user().orElse(User.ANONYMOUS);
      send(exchange, usage(user, exchange.query("namespace")));
    }
  }

  private final class CollectionPage implements Door {
    @Override
    public Set<String> methods() {
      return Set.of("GET", "HEAD", "POST");
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
      boolean now = exchange.method().equals("POST") && !isDryRun(exchange);
      send(exchange, now ? report.afterNow() : report.of());
    }

    private boolean isDryRun(Exchange exchange) {
      String asked = exchange.query("dryRun");
      if (!Set.of("", "true", "false", "All").contains(asked)) {
        throw ApiStatus.badRequest("dryRun must be true or false, not \"" + asked + "\"")
            .exception();
      }
      return asked.equals("true") || asked.equals("All");
    }
  }
}
