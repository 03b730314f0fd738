package dev.weir.registry.extension;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.http.Exchange;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Paging;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.streams.StreamTags;
import dev.weir.streams.encoded.HistoryPages;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v2/<name>/_oci/tag/history?tag=<tag>}: what a tag was, newest first, as the
 * distribution specification discusses it (its pull request 606, a draft): an array of descriptors,
 * each with the time at which the tag moved there. Who moved it, how and from what is told to those
 * who may ask that of the API.
 */
public final class TagHistory implements Action.OnRepository {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;

  private static final String CREATED = "org.opencontainers.distribution.tag.created";
  private static final String OWN = "dev.weir.tag.";

  /** What a descriptor says of a manifest that is not here any more. */
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private final StreamTags tags;
  private final Manifests manifests;
  private final Rights rights;

  public TagHistory(StreamTags tags, Manifests manifests, Rights rights) {
    this.tags = tags;
    this.manifests = manifests;
    this.rights = rights;
  }

  /** Manifests as far as a repository shows them and they are known here: nobody is asked. */
  @FunctionalInterface
  public interface Manifests {
    Optional<Descriptor> find(StreamName repository, Digest digest) throws IOException;
  }

  /** Who may do what; false also if nobody can tell. */
  @FunctionalInterface
  public interface Rights {
    boolean may(User user, Attributes wanted);
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Exchange http = call.http();
    String tag = tag(http);
    int count = Paging.count(http, DEFAULT_PAGE, MAX_PAGE);
    Optional<Instant> before = before(http);
    long below = last(http);
    if (http.hasQuery("digest")) {
      throw RegistryErrors.UNSUPPORTED.refuse(
          400, "digest is not supported here: read the history of the tag");
    }
    HistoryPages.Asked asked =
        tags.history(call.repository(), tag)
            .orElseThrow(() -> RegistryErrors.noSuchRepository(call.repository()));
    ArrayNode entries = Json.array();
    if (count > 0) {
      HistoryPages pages = tags.historyPages();
      long time = before.map(at -> pages.before(asked, at)).orElse(HistoryPages.NEWEST);
      HistoryPages.Page page = pages.page(asked, Math.min(below, time), count);
      if (page.older().isPresent()) {
        next(call, tag, count, before, page.events().getLast().number());
      }
      boolean tells = rights.may(call.user(), asking(call.repository(), tag));
      for (HistoryPages.Numbered numbered : page.events()) {
        add(entries, call.repository(), numbered.event(), tells);
      }
    }
    http.status(200).send("application/json", Json.bytes(entries));
  }

  private static Attributes asking(StreamName stream, String tag) {
    return new Attributes(
        "get",
        Kinds.IMAGE_STREAM_TAG.group(),
        Kinds.IMAGE_STREAM_TAG.plural(),
        "history",
        stream.namespace(),
        stream.name() + ":" + tag,
        "");
  }

  private static String tag(Exchange http) {
    String tag = http.query("tag");
    if (!TagName.isValid(tag)) {
      throw RegistryErrors.TAG_INVALID.refuse(
          tag.isEmpty()
              ? "say of which tag: ?tag=NAME"
              : "\"" + tag + "\" is no tag: " + TagName.RULE);
    }
    return tag;
  }

  private static Optional<Instant> before(Exchange http) {
    String text = http.query("before");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      // a plus sign that was not encoded arrives as a space
      return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
    } catch (DateTimeException _) {
      throw RegistryErrors.UNSUPPORTED.refuse(
          400, "before must be a time such as 2026-11-30T07:00:00Z, not \"" + text + "\"");
    }
  }

  private static long last(Exchange http) {
    String text = http.query("last");
    if (text.isEmpty()) {
      return HistoryPages.NEWEST;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw RegistryErrors.UNSUPPORTED.refuse(
          400, "last is what a Link of this list says, not \"" + text + "\"");
    }
    return Long.parseLong(text);
  }

  /** Several moves may be of one second: the number tells them apart, which a time cannot. */
  private static void next(
      RepositoryCall call, String tag, int count, Optional<Instant> before, long last) {
    List<String> query = new ArrayList<>(List.of("tag=" + tag, "n=" + count, "last=" + last));
    before.ifPresent(
        at -> query.add("before=" + URLEncoder.encode(at.toString(), StandardCharsets.UTF_8)));
    call.http()
        .setHeader(
            "Link",
            "<" + call.path("/_oci/tag/history?") + String.join("&", query) + ">; rel=\"next\"");
  }

  /** A tag that only names another place has no digest to tell. */
  private void add(ArrayNode entries, StreamName repository, TagEvent event, boolean tells)
      throws IOException {
    Optional<Digest> digest = Digest.tryParse(event.image());
    if (digest.isEmpty()) {
      return;
    }
    Optional<Descriptor> known = manifests.find(repository, digest.get());
    ObjectNode entry = entries.addObject();
    entry.put("mediaType", known.map(Descriptor::mediaType).orElse(UNKNOWN_TYPE));
    entry.put("size", known.map(Descriptor::size).orElse(0L));
    entry.put("digest", event.image());
    ObjectNode annotations = entry.putObject("annotations");
    annotations.put(CREATED, event.time().toString());
    Origin origin = event.origin();
    if (tells && origin.how() != How.UNKNOWN) {
      annotations.put(OWN + "how", origin.how().name().toLowerCase(Locale.ROOT));
      putIfKnown(annotations, "by", origin.user());
      putIfKnown(annotations, "from", origin.from());
    }
  }

  private static void putIfKnown(ObjectNode annotations, String what, String value) {
    if (!value.isEmpty()) {
      annotations.put(OWN + what, value);
    }
  }
}
