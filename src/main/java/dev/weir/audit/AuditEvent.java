package dev.weir.audit;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import tools.jackson.databind.node.ObjectNode;

/** One request as an Event of audit.k8s.io/v1, level Metadata. */
final class AuditEvent {
  private static final int LONGEST = 512;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private AuditEvent() {}

  /**
   * True for what changes something, was refused, logs in, or is noted as to be recorded. A 401
   * without credentials is how clients learn where to log in, and a chunk of an upload is part of a
   * push: neither counts.
   */
  static boolean isRecorded(Request request, AuditNote note, int code) {
    boolean chunk = request.getMethod().equals("PATCH") && path(request).startsWith("/v2/");
    return switch (code) {
      case FORBIDDEN -> true;
      case UNAUTHORIZED ->
          changes(request.getMethod()) || request.getHeaders().contains(HttpHeader.AUTHORIZATION);
      default ->
          note.isAlways() || note.login().isPresent() || (changes(request.getMethod()) && !chunk);
    };
  }

  private static boolean changes(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  /** The event; of the address only the path, since queries may carry secrets. */
  static ObjectNode of(Request request, AuditNote note, int code, Instant now) {
    return of(request, note, note.wanted(), code, now);
  }

  /** The event of one of several things that a request did. */
  static ObjectNode of(Request request, AuditNote note, AuditNote.Step step, Instant now) {
    return of(request, note, Optional.of(step.wanted()), step.code(), now);
  }

  private static ObjectNode of(
      Request request, AuditNote note, Optional<Attributes> about, int code, Instant now) {
    ObjectNode event = Json.object();
    event.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1").put("level", "Metadata");
    event
        .put("auditID", note.id().isEmpty() ? UUID.randomUUID().toString() : note.id())
        .put("stage", "ResponseComplete");
    event.put("requestURI", bounded(path(request)));
    event.put(
        "verb",
        about
            .map(Attributes::verb)
            .orElseGet(() -> bounded(request.getMethod().toLowerCase(Locale.ROOT))));
    event.set("user", user(note.caller().orElse(User.ANONYMOUS)));
    note.impersonated().ifPresent(user -> event.set("impersonatedUser", user(user)));
    String address = Request.getRemoteAddr(request);
    event.putArray("sourceIPs").add(address == null ? "" : address);
    String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    event.put("userAgent", agent == null ? "" : bounded(agent));
    about
        .filter(Attributes::isResource)
        .ifPresent(wanted -> event.set("objectRef", object(wanted)));
    event.putObject("responseStatus").put("code", code);
    event.put("requestReceivedTimestamp", time(note.received()));
    event.put("stageTimestamp", time(now));
    ObjectNode annotations = event.putObject("annotations");
    annotations.put("authorization.k8s.io/decision", code == FORBIDDEN ? "forbid" : "allow");
    note.annotations().forEach((key, value) -> annotations.put(key, bounded(value)));
    note.login()
        .ifPresent(
            login ->
                annotations
                    .put("authentication.openshift.io/username", bounded(login.user()))
                    .put(
                        "authentication.openshift.io/decision",
                        login.accepted() ? "allow" : "deny"));
    return event;
  }

  private static String path(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null ? "" : path;
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static ObjectNode user(User user) {
    ObjectNode json = Json.object().put("username", user.name());
    if (!user.uid().isEmpty()) {
      json.put("uid", user.uid());
    }
    user.groups().forEach(Json.ensureArray(json, "groups")::add);
    return json;
  }

  private static ObjectNode object(Attributes wanted) {
    ObjectNode json = Json.object().put("resource", wanted.resource());
    put(json, "subresource", wanted.subresource());
    put(json, "namespace", wanted.namespace());
    put(json, "name", wanted.name());
    put(json, "apiGroup", wanted.group());
    return json;
  }

  private static void put(ObjectNode json, String member, String value) {
    if (!value.isEmpty()) {
      json.put(member, bounded(value));
    }
  }
}
