package dev.weir.image;

import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a legal Image looks like (image-api.md 7.5). */
public final class ImageValidation {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
  private static final Pattern MEDIA_TYPE = Pattern.compile(NAME + "/" + NAME);

  private ImageValidation() {}

  /** Problems of an Image, apart from its name. */
  public static List<FieldProblem> check(ObjectNode image) {
    List<FieldProblem> problems = changeable(image);
    ArrayNode manifests = Json.arrayAt(image, "dockerImageManifests");
    for (int i = 0; i < manifests.size(); i++) {
      checkManifest("dockerImageManifests[" + i + "]", manifests.get(i), problems);
    }
    if (!manifests.isEmpty() && !Json.arrayAt(image, "dockerImageLayers").isEmpty()) {
      problems.add(
          FieldProblem.forbidden(
              "dockerImageLayers",
              "dockerImageLayers should not be set when dockerImageManifests is set"));
    }
    return problems;
  }

  private static List<FieldProblem> changeable(ObjectNode image) {
    List<FieldProblem> problems = new ArrayList<>();
    String reference = Json.string(image, "dockerImageReference");
    if (reference.isEmpty()) {
      problems.add(FieldProblem.required("dockerImageReference", ""));
    } else {
      try {
        var _ = ImageReference.parse(reference);
      } catch (IllegalArgumentException e) {
        problems.add(
            FieldProblem.invalid(
                "dockerImageReference", reference, String.valueOf(e.getMessage())));
      }
    }
    problems.addAll(Signatures.check(image));
    return problems;
  }

  private static void checkManifest(String path, JsonNode manifest, List<FieldProblem> problems) {
    String digest = Json.string(manifest, "digest");
    if (Digest.tryParse(digest).isEmpty()) {
      problems.add(
          FieldProblem.invalid(
              path + ".digest", digest, "digest does not conform with OCI image specification"));
    }
    String mediaType = Json.string(manifest, "mediaType");
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      problems.add(
          FieldProblem.invalid(
              path + ".mediaType", mediaType, "media type does not conform to RFC6838"));
    }
    for (String required : new String[] {"architecture", "os"}) {
      if (Json.string(manifest, required).isEmpty()) {
        problems.add(FieldProblem.required(path + "." + required, ""));
      }
    }
    long size = manifest.path("manifestSize").asLong(0);
    if (size < 0) {
      problems.add(FieldProblem.invalid(path + ".size", size, "manifest size cannot be negative"));
    }
  }

  /**
   * Problems of a changed Image: what was signed stays what it was. Its manifests cannot change and
   * are not looked at, so that an index that was pushed with less can still be annotated.
   */
  public static List<FieldProblem> checkUpdate(ObjectNode updated, ObjectNode old) {
    List<FieldProblem> problems = changeable(updated);
    ArrayNode signatures = Json.arrayAt(updated, "signatures");
    for (int i = 0; i < signatures.size(); i++) {
      JsonNode now = signatures.get(i);
      String path = "signatures[" + i + "].";
      Signatures.named(old, Meta.name(now))
          .ifPresent(
              before -> {
                for (String member : new String[] {"type", "content"}) {
                  if (!Json.string(before, member).equals(Json.string(now, member))) {
                    problems.add(FieldProblem.forbidden(path + member, "field is immutable"));
                  }
                }
              });
    }
    return problems;
  }
}
