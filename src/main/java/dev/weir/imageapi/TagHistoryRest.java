package dev.weir.imageapi;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.objects.ContinueToken;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.ExpiredException;
import dev.weir.store.Store;
import dev.weir.streams.StreamStore;
import dev.weir.streams.encoded.HistoryPages;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code imagestreamtags/history}: what a tag was, newest first, and who made it that, how, and
 * from what. In pages of one revision, each at the cost of what is in it.
 */
final class TagHistoryRest implements Rest {
  /** Most events of a page, whatever is asked for. */
  static final int MOST = 1000;

  private static final ResourceKind KIND = Kinds.IMAGE_STREAM_TAG_HISTORY;

  private final Store store;
  private final StreamStore streams;
  private final StreamViews views;

  TagHistoryRest(Parts parts) {
    this.store = parts.streams().context().store();
    this.streams = parts.streams().store();
    this.views = parts.views();
  }

  @Override
  public ResourceKind kind() {
    return KIND;
  }

  @Override
  public boolean takesListOptions() {
    return true;
  }

  @Override
  public ApiObject get(Scope scope, String text) {
    return get(scope, text, ListOptions.ALL);
  }

  @Override
  public ApiObject get(Scope scope, String text, ListOptions options) {
    NamedTag name = NamedTag.parse(Kinds.IMAGE_STREAM_TAG, scope, text, "retrieved");
    long newest = store.sync();
    ContinueToken from = ContinueToken.start(options, newest);
    if (from.revision() > newest) {
      throw noToken();
    }
    long below = below(from);
    long revision = from.revision() == Store.LATEST ? newest : from.revision();
    int limit = options.limit() == 0 ? MOST : Math.min(options.limit(), MOST);
    try {
      ImageStream stream = present(name, revision);
      HistoryPages.Asked asked =
          new HistoryPages.Asked(name.stream(), name.tag(), stream.newest(name.tag()), revision);
      return shown(streams.historyPages().page(asked, below, limit), revision);
    } catch (ExpiredException _) {
      throw ApiStatus.expired(
              "The history of that moment is forgotten. You must start again without the"
                  + " continue parameter.")
          .exception();
    }
  }

  /** The stream, which has the tag, if only in its spec. */
  private ImageStream present(NamedTag name, long revision) {
    var stored = streams.at(name.stream(), revision);
    if (!stored.exists()) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM_TAG, name.stream().name()).exception();
    }
    ImageStream stream = stored.stream();
    if (!stream.spec().containsKey(name.tag()) && !stream.tags().containsKey(name.tag())) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM_TAG, name.text()).exception();
    }
    return stream;
  }

  private static long below(ContinueToken token) {
    try {
      return token.after().isEmpty() ? HistoryPages.NEWEST : Long.parseLong(token.after());
    } catch (NumberFormatException _) {
      throw noToken();
    }
  }

  private static RuntimeException noToken() {
    return ApiStatus.badRequest("continue key is not valid: list again without it").exception();
  }

  private ApiObject shown(HistoryPages.Page page, long revision) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", KIND.apiVersion()).put("kind", KIND.kind());
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    if (page.older().isPresent()) {
      String last = Long.toString(page.events().getLast().number());
      metadata.put("continue", new ContinueToken(revision, last).toString());
      metadata.put("remainingItemCount", page.remaining());
    }
    ArrayNode items = tree.putArray("items");
    List<TagEvent> events = page.events().stream().map(HistoryPages.Numbered::event).toList();
    for (int i = 0; i < events.size(); i++) {
      boolean last = i == events.size() - 1;
      items.add(item(events.get(i), last ? page.older() : Optional.of(events.get(i + 1))));
    }
    return ApiObject.of(tree);
  }

  private ObjectNode item(TagEvent event, Optional<TagEvent> before) {
    ObjectNode item = Json.object();
    item.put("created", StreamJson.time(event.created()));
    Origin origin = event.origin();
    origin.moved().ifPresent(time -> item.put("moved", StreamJson.time(time)));
    item.put("image", event.image());
    item.put("dockerImageReference", views.fill(event.reference()));
    item.put("generation", event.generation());
    if (origin.how() != How.UNKNOWN) {
      item.put("how", origin.how().name().toLowerCase(Locale.ROOT));
    }
    putIfKnown(item, "by", origin.user());
    putIfKnown(item, "from", views.fill(origin.from()));
    putIfKnown(item, "previous", before.map(TagEvent::image).orElse(""));
    return item;
  }

  private static void putIfKnown(ObjectNode item, String member, String value) {
    if (!value.isEmpty()) {
      item.put(member, value);
    }
  }
}
