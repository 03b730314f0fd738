package dev.weir.cli.newapp;

import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.newapp.Asked.Wanted;
import dev.weir.cli.newapp.Asked.Where;
import dev.weir.cli.newapp.StreamSearch.Name;
import dev.weir.cli.result.Printer;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code new-app --list} and {@code --search}. */
record CatalogSearch(AppLookup lookup, Printer printer) {
  /**
   * Shows what has the names that are asked for; all streams if nothing is.
   *
   * @throws CliException if nothing has
   */
  ExitCode show(List<Wanted> wanted) {
    StreamSearch search = new StreamSearch(lookup.streams());
    Set<OfferedStream> streams = new LinkedHashSet<>();
    List<AppImage> images = new ArrayList<>();
    if (wanted.isEmpty()) {
      streams.addAll(search.withName(new Name("", "", "")));
    }
    for (Wanted one : wanted) {
      if (one.where() == Where.REGISTRIES || namesRegistry(one.image())) {
        images.add(lookup.find(one));
      } else if (!one.image().isEmpty()) {
        streams.addAll(search.withName(Name.parse(one.image())));
      }
    }
    if (streams.isEmpty() && images.isEmpty()) {
      lookup.requireProject();
      throw CliException.error("no matches found");
    }
    print(List.copyOf(streams), images);
    return ExitCode.SUCCESS;
  }

  private static boolean namesRegistry(String text) {
    return text.matches("[^/]*[.:][^/]*/.*");
  }

  private void print(List<OfferedStream> streams, List<AppImage> images) {
    if (!printer.isText()) {
      ObjectNode list = Json.object().put("kind", "List").put("apiVersion", "v1");
      list.putObject("metadata");
      ArrayNode items = list.putArray("items");
      streams.forEach(stream -> items.add(stream.object()));
      printer.object(list);
      return;
    }
    if (!streams.isEmpty()) {
      printer.call().context().out().print(CatalogText.streams(streams));
    }
    if (!images.isEmpty()) {
      printer.call().context().out().print(CatalogText.images(images));
    }
  }
}
