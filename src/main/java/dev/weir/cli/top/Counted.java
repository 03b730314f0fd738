package dev.weir.cli.top;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.output.TabbedText;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What there is on the server, read page by page, and how it is shown. */
record Counted(Cluster cluster, String namespace) {
  private static final int PAGE = 200;

  /** As oc aligns its statistics. */
  private static final TabbedText COLUMNS = new TabbedText(0, 1, false);

  /** Of all namespaces, unless one is named in the call. */
  static Counted of(Call call, Cluster cluster) {
    return new Counted(cluster, call.text("--namespace"));
  }

  Map<String, TopImage> images() throws IOException {
    Map<String, TopImage> images = new LinkedHashMap<>();
    each(
        Kinds.IMAGE,
        "",
        item -> {
          TopImage image = TopImage.of(item);
          images.put(image.name(), image);
        });
    return images;
  }

  List<TopStream> streams() throws IOException {
    List<TopStream> streams = new ArrayList<>();
    each(Kinds.IMAGE_STREAM, namespace, item -> streams.add(TopStream.of(item)));
    return streams;
  }

  TopPods pods() throws IOException {
    TopPods pods = new TopPods();
    each(Kinds.POD, namespace, pods::add);
    return pods;
  }

  private void each(ResourceKind kind, String where, Consumer<JsonNode> taker) throws IOException {
    new Pages(cluster, PAGE)
        .each(
            kind,
            where,
            Query.ALL,
            "",
            ApiRequest.JSON,
            page -> Json.arrayAt(page, "items").forEach(taker));
  }

  static void print(Call call, List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    line(text, header);
    rows.forEach(row -> line(text, row));
    call.context().out().print(COLUMNS.align(text.toString()));
  }

  private static void line(StringBuilder text, Collection<String> cells) {
    cells.forEach(cell -> text.append(cell).append('\t'));
    text.append('\n');
  }
}
