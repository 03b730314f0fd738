package dev.weir.resource;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalogue of refusals in the API's form: Kubernetes {@code v1 Status} (image-api.md 7.6).
 *
 * @param code HTTP status
 * @param reason word that clients branch on, such as {@code NotFound}
 * @param details empty object if there are none
 */
public record ApiStatus(int code, String reason, String message, ObjectNode details) {

  public static ApiStatus notFound(ResourceKind kind, String name) {
    return new ApiStatus(
        404, "NotFound", kind.resource() + " \"" + name + "\" not found", details(kind, name));
  }

  /** Something that is no object is not there. */
  public static ApiStatus notFound(String message) {
    return new ApiStatus(404, "NotFound", message, Json.object());
  }

  /** The path leads nowhere. */
  public static ApiStatus noSuchPath() {
    return new ApiStatus(
        404, "NotFound", "the server could not find the requested resource", Json.object());
  }

  public static ApiStatus alreadyExists(ResourceKind kind, String name) {
    return new ApiStatus(
        409,
        "AlreadyExists",
        kind.resource() + " \"" + name + "\" already exists",
        details(kind, name));
  }

  public static ApiStatus conflict(ResourceKind kind, String name, String why) {
    return new ApiStatus(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why,
        details(kind, name));
  }

  /** Somebody else wrote the object since it was read. */
  public static ApiStatus modified(ResourceKind kind, String name) {
    return conflict(
        kind,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiStatus invalid(ResourceKind kind, String name, List<FieldProblem> problems) {
    return invalid(kind.qualifiedKind(), kind.kind(), kind, name, problems);
  }

  /** An update that names no version; as in Kubernetes the resource stands for the kind. */
  public static ApiStatus versionRequired(ResourceKind kind, String name) {
    FieldProblem problem =
        FieldProblem.invalid("metadata.resourceVersion", 0, "must be specified for an update");
    return invalid(kind.resource(), kind.plural(), kind, name, List.of(problem));
  }

  private static ApiStatus invalid(
      String what, String detailed, ResourceKind kind, String name, List<FieldProblem> problems) {
    String all = problems.stream().map(FieldProblem::toString).collect(Collectors.joining(", "));
    ObjectNode details = Json.object();
    details.put("name", name);
    if (!kind.group().isEmpty()) {
      details.put("group", kind.group());
    }
    details.put("kind", detailed);
    ArrayNode causes = details.putArray("causes");
    problems.forEach(
        p ->
            causes
                .addObject()
                .put("reason", p.reason())
                .put("message", p.message())
                .put("field", p.field()));
    return new ApiStatus(
        422,
        "Invalid",
        what + " \"" + name + "\" is invalid: " + (problems.size() == 1 ? all : "[" + all + "]"),
        details);
  }

  public static ApiStatus forbidden(ResourceKind kind, String name, String why) {
    String what = kind.resource() + (name.isEmpty() ? "" : " \"" + name + "\"");
    return new ApiStatus(403, "Forbidden", what + " is forbidden: " + why, details(kind, name));
  }

  public static ApiStatus forbidden(String message) {
    return new ApiStatus(403, "Forbidden", message, Json.object());
  }

  public static ApiStatus unauthorized() {
    return new ApiStatus(401, "Unauthorized", "Unauthorized", Json.object());
  }

  public static ApiStatus badRequest(String message) {
    return new ApiStatus(400, "BadRequest", message, Json.object());
  }

  public static ApiStatus methodNotAllowed(String what) {
    return new ApiStatus(405, "MethodNotAllowed", what, Json.object());
  }

  public static ApiStatus notAcceptable(String message) {
    return new ApiStatus(406, "NotAcceptable", message, Json.object());
  }

  public static ApiStatus tooLarge(String message) {
    return new ApiStatus(413, "RequestEntityTooLarge", message, Json.object());
  }

  public static ApiStatus unsupportedMediaType(String message) {
    return new ApiStatus(415, "UnsupportedMediaType", message, Json.object());
  }

  /** The resource version is forgotten; clients list again. */
  public static ApiStatus expired(String message) {
    return new ApiStatus(410, "Expired", message, Json.object());
  }

  /** The resource version has not been reached; clients know the cause and list anew. */
  public static ApiStatus versionAhead(long asked, long newest) {
    ObjectNode details = Json.object().put("retryAfterSeconds", 1);
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    return new ApiStatus(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + asked + ", current: " + newest,
        details);
  }

  /** The client was too slow. */
  public static ApiStatus requestTimeout(String message) {
    return new ApiStatus(408, "Timeout", message, Json.object());
  }

  public static ApiStatus tooManyRequests(String message, int retryAfterSeconds) {
    return new ApiStatus(
        429, "TooManyRequests", message, Json.object().put("retryAfterSeconds", retryAfterSeconds));
  }

  public static ApiStatus internal(String why) {
    return new ApiStatus(500, "InternalError", "Internal error occurred: " + why, Json.object());
  }

  public static ApiStatus serverTimeout(String message, int retryAfterSeconds) {
    return new ApiStatus(
        500, "ServerTimeout", message, Json.object().put("retryAfterSeconds", retryAfterSeconds));
  }

  public static ApiStatus unavailable(String message) {
    return new ApiStatus(503, "ServiceUnavailable", message, Json.object());
  }

  /** Unavailable for a moment. */
  public static ApiStatus unavailable(String message, int retryAfterSeconds) {
    return new ApiStatus(
        503,
        "ServiceUnavailable",
        message,
        Json.object().put("retryAfterSeconds", retryAfterSeconds));
  }

  private static ObjectNode details(ResourceKind kind, String name) {
    ObjectNode details = Json.object();
    details.put("name", name);
    if (!kind.group().isEmpty()) {
      details.put("group", kind.group());
    }
    details.put("kind", kind.plural());
    return details;
  }

  /** The error as a {@code v1 Status} body. */
  public ObjectNode toJson() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message).put("reason", reason);
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    return status.put("code", code);
  }

  /** A {@code v1 Status} that says Success. */
  public static ObjectNode success() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  /** The answer to a delete after which the object is gone. */
  public static ObjectNode deleted(ResourceKind kind, String name, String uid) {
    ObjectNode status = success();
    status.set("details", details(kind, name).put("uid", uid));
    return status;
  }

  public StatusException exception() {
    return new StatusException(this);
  }
}
