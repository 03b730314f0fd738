package dev.weir.importing;

import dev.weir.reference.ImageReference;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** The item Status of each cause (image-api.md 5.8). */
final class Refusals {
  private static final ResourceKind IMAGE = kind("image.openshift.io", "dockerimage");
  private static final ResourceKind NOTHING = kind("", "");

  private Refusals() {}

  private static ResourceKind kind(String group, String name) {
    return new ResourceKind(group, "v1", name, name, "", false, List.of(), List.of(), List.of());
  }

  static ApiStatus of(ImportFailure failure) {
    return switch (failure) {
      case ImportFailure.InvalidName(String from, String why) ->
          ApiStatus.invalid(
              NOTHING,
              "",
              List.of(FieldProblem.invalid("from.name", from, "invalid name: " + why)));
      case ImportFailure.Refused refused -> of(refused);
      case ImportFailure.Unusable(ImageReference asked, String why, _) ->
          failed(asked.exact(), why);
      case ImportFailure.NoRoom(String asked, String why, boolean _) -> failed(asked, why);
      case ImportFailure.Ended(ImageReference asked, String why) ->
          new ApiStatus(504, "Timeout", asked.exact() + ": " + why, Json.object());
      case ImportFailure.NoTags() ->
          new ApiStatus(404, "NotFound", "it has no tags", Json.object());
      case ImportFailure.NotHere(ImageReference asked) -> ApiStatus.notFound(IMAGE, asked.exact());
      case ImportFailure.Elsewhere elsewhere -> of(elsewhere);
      case ImportFailure.NotYours notYours -> of(notYours);
    };
  }

  private static ApiStatus of(ImportFailure.Refused refused) {
    ImageReference asked = refused.asked();
    String name = asked.exact();
    return switch (refused.kind()) {
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
                  + refused.kind().advice().orElse(""));
      case UNTRUSTED -> failed(name, refused.message() + "; " + refused.kind().advice().orElse(""));
      case NOT_A_REGISTRY ->
          new ApiStatus(
              403,
              "NotV2Registry",
              "registry \"" + asked.registry() + "\" does not support the v2 Registry API",
              Json.object());
      case ADDRESS_REFUSED ->
          ApiStatus.forbidden(
              "forbidden: registry " + asked.registry() + " blocked: " + refused.message());
      case DENIED,
          BLOB_UNKNOWN,
          UNREACHABLE,
          TOO_MANY_REQUESTS,
          CROWDED,
          STOPPED,
          FIRST_SCHEMA,
          DIGEST_MISMATCH,
          REGISTRY_ERROR ->
          failed(name, refused.message());
    };
  }

  private static ApiStatus of(ImportFailure.Elsewhere image) {
    String tag = image.stream() + ":" + image.tag();
    return ApiStatus.badRequest(
        "the image of %s is not in the integrated registry but at %s; use \"oc tag %s STREAM:TAG\" to refer to it"
            .formatted(tag, image.pullSpec(), tag));
  }

  private static ApiStatus of(ImportFailure.NotYours image) {
    return ApiStatus.forbidden(
        "%s is this server's own registry, and pulling from %s takes get on imagestreams/layers there, or a pull secret for %s; who has that right may use \"oc tag %s:TAG STREAM:TAG\""
            .formatted(image.host(), image.stream(), image.host(), image.stream()));
  }

  /** Nothing is wrong in here, so that the message does not begin with an internal error. */
  private static ApiStatus failed(String name, String why) {
    return new ApiStatus(500, "InternalError", name + ": " + why, Json.object());
  }

  private static ApiStatus unauthorized(String message) {
    return new ApiStatus(401, "Unauthorized", message, Json.object());
  }
}
