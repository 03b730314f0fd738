package dev.weir.importing;

import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** The item Status of each cause (image-api.md 5.8). */
final class Refusals {
  private static final ResourceKind IMAGE = kind("image.openshift.io", "dockerimage");
  private static final ResourceKind NOTHING = kind("", "");

  private static final String INSECURE = "set importPolicy.insecure: true (--insecure)";

  private Refusals() {}

  private static ResourceKind kind(String group, String name) {
    return new ResourceKind(group, "v1", name, name, "", false, List.of(), List.of(), List.of());
  }

  /** The reference cannot be read. */
  static ApiStatus invalidName(String from, String why) {
    return ApiStatus.invalid(
        NOTHING, "", List.of(FieldProblem.invalid("from.name", from, "invalid name: " + why)));
  }

  /**
   * The registry did not give what was asked for.
   *
   * @param asked with client defaults
   */
  static ApiStatus of(RemoteException cause, ImageReference asked) {
    String name = asked.exact();
    return switch (cause.kind()) {
      case MANIFEST_UNKNOWN, REPOSITORY_UNKNOWN -> ApiStatus.notFound(IMAGE, name);
      case UNAUTHORIZED ->
          unauthorized("you may not have access to the container image \"" + name + "\"");
      case BAD_CREDENTIALS ->
          unauthorized("incorrect username or password for image \"" + name + "\"");
      case HTTP_ONLY ->
          ApiStatus.badRequest(
              "the repository "
                  + asked.repository()
                  + " is HTTP only and requires the insecure flag to import: "
                  + INSECURE);
      case UNTRUSTED ->
          failed(
              name,
              cause.getMessage()
                  + "; if you trust it, name its authority with \"weir serve --upstream-ca FILE\","
                  + " or "
                  + INSECURE);
      case NOT_A_REGISTRY ->
          new ApiStatus(
              403,
              "NotV2Registry",
              "registry \"" + asked.registry() + "\" does not support the v2 Registry API",
              Json.object());
      case ADDRESS_REFUSED ->
          ApiStatus.forbidden(
              "forbidden: registry " + asked.registry() + " blocked: " + cause.getMessage());
      case DENIED, BLOB_UNKNOWN, UNREACHABLE, DIGEST_MISMATCH, REGISTRY_ERROR ->
          failed(name, String.valueOf(cause.getMessage()));
    };
  }

  /** What came is not an image that can be used. */
  static ApiStatus internal(ImageReference asked, String why) {
    return failed(asked.exact(), why);
  }

  /** What came does not fit. */
  static ImportOutcome.Failed noMemory(String asked, String tag, NoMemoryException why) {
    String message = String.valueOf(why.getMessage());
    return new ImportOutcome.Failed(failed(asked, message), tag, why.mayPass());
  }

  /** Nothing is wrong in here, so that the message does not begin with an internal error. */
  private static ApiStatus failed(String name, String why) {
    return new ApiStatus(500, "InternalError", name + ": " + why, Json.object());
  }

  /** It took too long. */
  static ApiStatus ended(ImageReference asked, String why) {
    return new ApiStatus(504, "Timeout", asked.exact() + ": " + why, Json.object());
  }

  private static ApiStatus unauthorized(String message) {
    return new ApiStatus(401, "Unauthorized", message, Json.object());
  }
}
