package dev.weir.controller;

import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what a loop has to say about an object as a Kubernetes Event, which {@code kubectl get
 * events} and {@code describe} show. The same said again is counted at the first Event. An Event
 * that cannot be written holds nothing up.
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int CONFLICT = 409;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FAILED = 500;

  /** Longest message that Kubernetes takes. */
  private static final int LONGEST = 1024;

  private static final int LONGEST_NAME = 200;

  private final Resources resources;
  private final ResourceKind events;
  private final String component;
  private final InstantSource clock;

  /**
   * Makes a recorder.
   *
   * @param events the kind {@code Event} of the core group
   * @param component who says it, such as {@code imports}
   */
  public EventRecorder(
      Resources resources, ResourceKind events, String component, InstantSource clock) {
    this.resources = resources;
    this.events = events;
    this.component = component;
    this.clock = clock;
  }

  /**
   * Records something that is not as it should be.
   *
   * @param about metadata of the object that it is about, which has a namespace
   * @param reason one word, such as {@code ImportFailed}
   * @return false if it is not kept, and might be if it is said again later
   */
  public boolean warn(ResourceKind kind, ObjectNode about, String reason, String message) {
    String namespace = Json.string(about, "namespace");
    ObjectNode event = event(kind, about, reason, message);
    try {
      var _ = resources.create(events, namespace, event);
      return true;
    } catch (StatusException e) {
      if (e.status().code() == CONFLICT) {
        repeat(namespace, Json.string(Json.objectAt(event, "metadata"), "name"));
        return true;
      }
      unkept(about, e);
      return !mayPass(e.status());
    } catch (UnansweredException e) {
      unkept(about, e);
      return false;
    }
  }

  /** A server that has too much to do, or that fails, does not refuse the Event itself. */
  private static boolean mayPass(ApiStatus refusal) {
    return refusal.code() == TOO_MANY_REQUESTS || refusal.code() >= FAILED;
  }

  private static void unkept(ObjectNode about, RuntimeException why) {
    LOG.debug("event for {} is not kept: {}", Json.string(about, "name"), why.getMessage());
  }

  private ObjectNode event(ResourceKind kind, ObjectNode about, String reason, String message) {
    String now = now();
    String said = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
    event
        .putObject("metadata")
        .put("name", name(about, reason + said))
        .put("namespace", Json.string(about, "namespace"));
    event
        .putObject("involvedObject")
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.kind())
        .put("namespace", Json.string(about, "namespace"))
        .put("name", Json.string(about, "name"))
        .put("uid", Json.string(about, "uid"));
    event.put("type", "Warning").put("reason", reason).put("message", said);
    event.put("count", 1).put("firstTimestamp", now).put("lastTimestamp", now);
    event.putObject("source").put("component", component);
    event.put("reportingComponent", component).put("reportingInstance", "");
    return event;
  }

  /** The same about the same object has the same name. */
  private static String name(ObjectNode about, String what) {
    String object = Json.string(about, "name");
    String start = object.substring(0, Math.min(object.length(), LONGEST_NAME));
    byte[] told = (Json.string(about, "uid") + what).getBytes(StandardCharsets.UTF_8);
    return start + "." + UUID.nameUUIDFromBytes(told).toString().substring(0, 18).replace("-", "");
  }

  private void repeat(String namespace, String name) {
    try {
      ObjectNode event = resources.get(events, namespace, name).copy();
      event.put("count", event.path("count").asInt(1) + 1).put("lastTimestamp", now());
      var _ = resources.update(events, namespace, event);
    } catch (StatusException | UnansweredException e) {
      LOG.debug("event {} is not counted: {}", name, e.getMessage());
    }
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
