package dev.weir.why;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.past.StreamPast;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why objects run what they run, for whoever may get them here; of tags each sees what he may see
 * anyway.
 *
 * <ul>
 *   <li>{@code GET /why?resource=deployments.apps&namespace=N&name=X}: a {@code Why}, see {@link
 *       ReasonText}
 *   <li>{@code GET /why?resource=deployments.apps&namespace=N[&labelSelector=S]}: a {@code WhyList}
 *       of those that he may list; of many only the first hundred, and {@code omitted} says how
 *       many more there are
 * </ul>
 *
 * Workloads are those of the other server where these follow the tags of this one.
 */
public final class WhyPage implements Door {
  /** Where it stands. */
  public static final String PATH = "/why";

  /** Most objects of a list. */
  private static final int MOST = 100;

  private final StreamPast streams;
  private final Subjects subjects;
  private final Tags tags;
  private final Authorizer authorizer;
  private final InstantSource clock;

  /**
   * How the integrated registry is called.
   *
   * @param host {@code host[:port]} as clients know it
   * @param ownHost whether a host is, or was, its own
   */
  public record Tags(String host, Predicate<String> ownHost) {}

  /** The page. */
  public WhyPage(
      StreamPast streams,
      Subjects subjects,
      Tags tags,
      Authorizer authorizer,
      InstantSource clock) {
    this.streams = streams;
    this.subjects = subjects;
    this.tags = tags;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ResourceKind kind = kind(exchange.query("resource"));
    String namespace = part(exchange, "namespace");
    if (namespace.isEmpty()) {
      throw ApiStatus.badRequest("say in which namespace: " + PATH + "?namespace=…").exception();
    }
    User user = exchange.user().orElse(User.ANONYMOUS);
    boolean one = exchange.hasQuery("name");
    String name = part(exchange, "name");
    if (one && name.isEmpty()) {
      throw ApiStatus.badRequest("the name is empty").exception();
    }
    byte[] answer =
        Json.bytes(
            one
                ? why(user, kind, namespace, name)
                : list(user, kind, namespace, exchange.query("labelSelector")));
    exchange.status(200);
    exchange.send("application/json", answer);
  }

  private ResourceKind kind(String resource) {
    return subjects
        .kind(resource)
        .orElseThrow(
            () ->
                ApiStatus.badRequest(
                        (resource.isEmpty() ? "no resource was named" : resource + " run no images")
                            + "; this can be asked of "
                            + subjects.kinds().stream()
                                .map(ResourceKind::resource)
                                .sorted()
                                .collect(Collectors.joining(", ")))
                    .exception());
  }

  /** No part of a path in the store, or of another server's, may be more than one. */
  private static String part(Exchange exchange, String parameter) {
    return part(parameter, exchange.query(parameter));
  }

  private static String part(String parameter, String value) {
    if (value.length() > 512
        || value.equals(".")
        || value.equals("..")
        || value.chars().anyMatch(c -> c == '/' || c == '%' || Character.isISOControl(c))) {
      throw ApiStatus.badRequest(parameter + " cannot be the name of anything").exception();
    }
    return value;
  }

  /**
   * As the page tells somebody of one object: a {@code Why}.
   *
   * @param resource such as {@code deployments.apps}
   */
  public ObjectNode why(User user, String resource, String namespace, String name) {
    return why(user, kind(resource), part("namespace", namespace), part("name", name));
  }

  /** As the page tells somebody of all objects of a kind: a {@code WhyList}. */
  public ObjectNode list(User user, String resource, String namespace) {
    return list(user, kind(resource), part("namespace", namespace), "");
  }

  private void require(User user, String verb, ResourceKind kind, String namespace, String name) {
    authorizer.require(
        user, Attributes.resource(verb, kind.group(), kind.plural(), namespace, name));
  }

  private ObjectNode why(User user, ResourceKind kind, String namespace, String name) {
    require(user, "get", kind, namespace, name);
    Asking asking = asking(user, namespace);
    return new ReasonText(asking.reasons().tags())
        .json(subjects.reason(asking, subjects.find(kind, namespace, name)));
  }

  private ObjectNode list(User user, ResourceKind kind, String namespace, String selector) {
    require(user, "list", kind, namespace, "");
    Asking asking = asking(user, namespace);
    List<Subject> found =
        new ArrayList<>(subjects.list(kind, namespace, new Resources.Query(selector, "")));
    ObjectNode list = Json.object().put("apiVersion", "weir.dev/v1").put("kind", "WhyList");
    ObjectNode metadata = list.putObject("metadata");
    if (found.size() > MOST) {
      metadata.put("omitted", found.size() - MOST);
    }
    ArrayNode items = list.putArray("items");
    ReasonText text = new ReasonText(asking.reasons().tags());
    found.stream()
        .limit(MOST)
        .forEach(subject -> items.add(text.json(subjects.reason(asking, subject))));
    return list;
  }

  /** What one call needs; what it reads of tags, it reads once. */
  private Asking asking(User user, String namespace) {
    TagFacts facts =
        new StoredTags(
            streams,
            new StoredTags.Seeing(
                tag -> maySeeStream(user, tag) || maySeeNames(user, tag),
                tag -> maySeeNames(user, tag)));
    ShownTags shown = new ShownTags(facts, tags.host(), tags.ownHost());
    return new Asking(
        new ImageReasons(facts, shown, clock.instant()),
        kind ->
            authorizer.allows(
                user, Attributes.resource("get", kind.group(), kind.plural(), namespace, "")));
  }

  /** A stream shows what its tags were. */
  private boolean maySeeStream(User user, TagKey tag) {
    return authorizer.allows(
        user,
        Attributes.resource(
            "get",
            Kinds.IMAGE_STREAM.group(),
            Kinds.IMAGE_STREAM.plural(),
            tag.namespace(),
            tag.stream()));
  }

  /** The history shows who moved a tag. */
  private boolean maySeeNames(User user, TagKey tag) {
    return authorizer.allows(
        user,
        new Attributes(
            "get",
            Kinds.IMAGE_STREAM_TAG.group(),
            Kinds.IMAGE_STREAM_TAG.plural(),
            "history",
            tag.namespace(),
            tag.nameInNamespace(),
            ""));
  }

  /**
   * Somebody who asks.
   *
   * @param mayGet whether he may get all objects of a kind in the namespace
   */
  record Asking(ImageReasons reasons, Predicate<ResourceKind> mayGet) {}
}
