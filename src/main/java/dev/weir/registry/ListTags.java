package dev.weir.registry;

import dev.weir.registry.request.Action;
import dev.weir.registry.request.Paging;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.resource.Json;
import dev.weir.streams.StreamTags;
import dev.weir.window.DigestTags;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v2/<name>/tags/list}: tags of the stream that have an image, sorted. */
final class ListTags implements Action.OnRepository {
  private final StreamTags tags;

  ListTags(StreamTags tags) {
    this.tags = tags;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    if (!tags.exists(call.repository())) {
      throw RegistryErrors.noSuchRepository(call.repository());
    }
    List<String> all = tags(call);
    String last = call.http().query("last");
    List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    int count = Paging.count(call.http(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<String> shown = rest.subList(0, Math.min(count, rest.size()));
    if (!shown.isEmpty() && shown.size() < rest.size()) {
      Paging.next(call.http(), call.path("/tags/list"), count, shown.getLast());
    }
    ObjectNode body = Json.object().put("name", call.name().asked());
    var list = body.putArray("tags");
    shown.forEach(list::add);
    call.http().status(200).send("application/json", Json.bytes(body));
  }

  /** Of a window, what is here; without what was pulled by digest, which has no name of its own. */
  private List<String> tags(RepositoryCall call) {
    List<String> all = tags.tags(call.repository());
    return call.name().shown().isEmpty()
        ? all
        : all.stream().filter(tag -> !DigestTags.isOne(tag)).toList();
  }
}
