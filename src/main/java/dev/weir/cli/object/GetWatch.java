package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.output.TableText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.client.ObjectEvent;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.WatchStream;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows the objects of one kind until the server ends the watch (cli.md 18.5). */
final class GetWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Call call;
  private final Cluster cluster;
  private final GetQuery query;
  private final Printer printer;
  private final List<Integer> widths = new ArrayList<>();
  private boolean headers;
  private ArrayNode columns = Json.array();

  GetWatch(Call call, Cluster cluster, GetQuery query, Printer printer) {
    this.call = call;
    this.cluster = cluster;
    this.query = query;
    this.printer = printer;
    this.headers = !call.flag("--no-headers");
  }

  ExitCode run(List<Address> wanted) throws IOException, InterruptedException {
    if (wanted.size() != 1) {
      throw CliException.error("you may only specify a single resource type");
    }
    ObjectName name = wanted.getFirst().name();
    String namespace = wanted.getFirst().namespace();
    GetQuery narrowed =
        name.name().isEmpty()
            ? query
            : new GetQuery(
                namespace, new Query("", "metadata.name=" + name.name()), query.subresource());
    if (!name.name().isEmpty()) {
      wanted.getFirst().get(cluster); // or it is not there: nothing would ever come
    }
    String accept = printer.isText() ? Pages.TABLE : ApiRequest.JSON;
    List<String> versions = new ArrayList<>();
    Pages.of(call, cluster)
        .each(
            name.kind(),
            narrowed.namespace(),
            narrowed.selectors(),
            "",
            accept,
            page -> {
              versions.add(Meta.resourceVersion(page));
              if (!call.flag("--watch-only")) {
                show(name, ObjectEvent.Type.ADDED, page);
              }
            });
    call.context().out().flush(); // nobody may write for long after this
    String version = versions.getFirst(); // all pages are of the first one's moment
    String target = narrowed.list(name.kind(), "watch=true&resourceVersion=" + version);
    try (WatchStream watch =
        WatchStream.open(cluster.client(), ApiRequest.get(target).accepting(accept))) {
      follow(name, watch);
    }
    return ExitCode.SUCCESS;
  }

  /** Until {@code --request-timeout} has passed, without a word: so do kubectl and oc. */
  private void follow(ObjectName name, WatchStream watch) throws InterruptedException {
    Duration longest = Durations.timeout(call.text("--request-timeout"));
    InstantSource clock = call.context().clock();
    Instant end = longest.isZero() ? Instant.MAX : clock.instant().plus(longest);
    while (clock.instant().isBefore(end)) {
      try {
        for (ObjectEvent event : watch.next(patience(clock.instant(), end))) {
          if (event.type() != ObjectEvent.Type.BOOKMARK) {
            show(name, event.type(), event.object().tree());
          }
        }
        call.context().out().flush();
      } catch (StatusException e) {
        if (e.status().code() == 503) {
          return; // the server ended it: so do kubectl and oc
        }
        throw e;
      }
    }
  }

  private static Duration patience(Instant now, Instant end) {
    return now.plus(PATIENCE).isBefore(end) ? PATIENCE : Duration.between(now, end);
  }

  private void show(ObjectName name, ObjectEvent.Type type, ObjectNode object) {
    if (!printer.isText()) {
      for (JsonNode item : Format.items(object)) {
        printer.object(call.flag("--output-watch-events") ? event(type, item) : item);
      }
      return;
    }
    ObjectNode table = GetTables.asTable(object);
    if (Json.arrayAt(table, "columnDefinitions").isEmpty()) {
      table = table.deepCopy();
      table.set("columnDefinitions", columns);
    } else {
      columns = Json.arrayAt(table, "columnDefinitions");
    }
    if (Json.arrayAt(table, "rows").isEmpty()) {
      return;
    }
    TableText style = GetTables.style(call, query, printer, name.kind(), false);
    TableText now =
        new TableText(
            style.wide(),
            headers,
            style.namespaces(),
            style.showLabels(),
            style.labelColumns(),
            style.namePrefix());
    String text = now.of(table);
    if (call.flag("--output-watch-events")) {
      text = withEvents(text, type);
    }
    headers = false;
    call.context().out().print(TabbedText.GET.align(text, widths));
  }

  /** As a watch carries it: with what happened to the object. */
  private static ObjectNode event(ObjectEvent.Type type, JsonNode object) {
    ObjectNode event = Json.object().put("type", type.name());
    event.set("object", object);
    return event;
  }

  private String withEvents(String text, ObjectEvent.Type type) {
    StringBuilder out = new StringBuilder();
    boolean header = headers;
    for (String line : text.split("\n")) {
      out.append("%-8s".formatted(header ? "EVENT" : type.name()))
          .append('\t')
          .append(line)
          .append('\n');
      header = false;
    }
    return out.toString();
  }
}
