package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.objects.NameRule;
import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Images: what they say of their manifest cannot be changed (image-api.md 6.3, 6.4, 7.5). */
final class ImageStrategy implements Strategy {
  private static final List<String> FIXED =
      List.of(
          "dockerImageMetadata",
          "dockerImageMetadataVersion",
          "dockerImageLayers",
          "dockerImageManifests");

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public void prepareForCreate(ObjectNode image) {
    complete(image);
    if (Meta.annotation(image, Images.MANIFEST_BLOB_STORED).equals("true")) {
      Images.withoutRaw(image);
    }
    if (!(image.get("dockerImageMetadata") instanceof ObjectNode)) {
      ObjectNode none = image.putObject("dockerImageMetadata");
      none.put("kind", "DockerImage").put("apiVersion", "image.openshift.io/1.0");
      none.put("Id", "").putNull("Created").putObject("ContainerConfig");
    }
    if (Json.string(image, "dockerImageMetadataVersion").isEmpty()) {
      image.put("dockerImageMetadataVersion", "1.0");
    }
  }

  /** Fills in what the raw manifest says, where the client did not. */
  private static void complete(ObjectNode image) {
    byte[] manifest = bytes(image, "dockerImageManifest");
    Optional<Digest> digest = Digest.tryParse(Meta.name(image));
    if (manifest.length == 0 || image.has("dockerImageLayers") || digest.isEmpty()) {
      return;
    }
    try {
      ObjectNode made =
          Images.fromManifest(
              digest.get(),
              ManifestReader.read(Json.string(image, "dockerImageManifestMediaType"), manifest),
              manifest,
              bytes(image, "dockerImageConfig"),
              "",
              false);
      FIXED.forEach(member -> copy(made, image, member));
      copy(made, image, "dockerImageManifestMediaType");
    } catch (ManifestException _) {
      // kept as it came, as OpenShift does
    }
  }

  private static byte[] bytes(ObjectNode image, String member) {
    return Json.string(image, member).getBytes(StandardCharsets.UTF_8);
  }

  private static void copy(ObjectNode from, ObjectNode to, String member) {
    JsonNode value = from.get(member);
    if (value != null) {
      to.set(member, value);
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode updated, ObjectNode old) {
    for (String member : FIXED) {
      updated.remove(member);
      copy(old, updated, member);
    }
    for (String raw : new String[] {"dockerImageManifest", "dockerImageConfig"}) {
      if (updated.has(raw) && !updated.path(raw).equals(old.path(raw))) {
        updated.remove(raw);
        copy(old, updated, raw);
      }
    }
  }

  @Override
  public List<FieldProblem> validate(ObjectNode image) {
    String reference = Json.string(image, "dockerImageReference");
    if (reference.isEmpty()) {
      return List.of(FieldProblem.required("dockerImageReference", ""));
    }
    try {
      ImageReference.parse(reference);
    } catch (IllegalArgumentException e) {
      return List.of(
          FieldProblem.invalid("dockerImageReference", reference, String.valueOf(e.getMessage())));
    }
    if (!Json.arrayAt(image, "dockerImageManifests").isEmpty()
        && !Json.arrayAt(image, "dockerImageLayers").isEmpty()) {
      return List.of(
          FieldProblem.forbidden(
              "dockerImageLayers",
              "dockerImageLayers should not be set when dockerImageManifests is set"));
    }
    return List.of();
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public TableView table() {
    return ImageTables.IMAGES;
  }
}
