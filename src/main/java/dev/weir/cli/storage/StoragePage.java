package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.output.TabbedText;
import dev.weir.client.http.ApiRequest;
import dev.weir.failure.OneLine;
import dev.weir.resource.Json;
import dev.weir.resource.ShortTime;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a server about what it stores, and shows it as tables are shown. */
final class StoragePage {
  /** What a server says of a path that it does not have. */
  private static final String NO_PAGE = "could not find the requested resource";

  private StoragePage() {}

  static ObjectNode get(Cluster cluster, String path) throws IOException {
    return ask(cluster, ApiRequest.get(path));
  }

  static ObjectNode post(Cluster cluster, String path) throws IOException {
    return ask(cluster, ApiRequest.of("POST", path, new byte[0]));
  }

  private static ObjectNode ask(Cluster cluster, ApiRequest request) throws IOException {
    try {
      return cluster.client().json(request);
    } catch (StatusException e) {
      if (String.valueOf(e.getMessage()).contains(NO_PAGE)) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " does not tell what it stores: it is another product, or an older Weir");
      }
      throw e;
    }
  }

  /** For a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static long number(JsonNode node, String member) {
    return node.path(member).asLong(0);
  }

  /** A member as it is shown; {@code <none>} if it is missing. */
  static String shown(JsonNode node, String member) {
    String text = Json.string(node, member);
    return text.isEmpty() ? "<none>" : OneLine.of(text, '?');
  }

  private static Optional<Instant> time(JsonNode node, String member) {
    try {
      String text = Json.string(node, member);
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** How long ago, such as {@code 5m}. */
  static String since(JsonNode node, String member, Instant now) {
    return time(node, member).map(at -> ShortTime.between(at, now)).orElse("<none>");
  }

  /** How long until then; {@code now} if it is over. */
  static String until(JsonNode node, String member, Instant now) {
    return time(node, member)
        .map(at -> at.isAfter(now) ? "in " + ShortTime.between(now, at) : "now")
        .orElse("<none>");
  }

  /** Prints aligned lines. */
  static void table(Call call, List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    if (!call.flag("--no-headers")) {
      text.append(String.join("\t", header)).append('\n');
    }
    rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
    call.context().out().print(TabbedText.GET.align(text.toString()));
  }
}
