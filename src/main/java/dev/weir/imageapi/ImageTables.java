package dev.weir.imageapi;

import dev.weir.image.Images;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.cells.Ago;
import dev.weir.imagestream.cells.ImageTagCells;
import dev.weir.imagestream.cells.StreamCells;
import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of the kinds (image-api.md 9.1). */
final class ImageTables {
  private static final TableView.Column ARTIFACT_TYPE =
      TableView.Column.wide("Artifact Type", "What is in an image that is none to run");

  static final TableView STREAMS =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Image Repository", "Where the stream's images are pulled from"),
              TableView.Column.of("Tags", "Tags, newest first"),
              TableView.Column.of("Updated", "When any tag last moved")),
          ImageTables::stream);

  static final TableView IMAGES =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Image Reference", "Where the image is pulled"),
              ARTIFACT_TYPE),
          (image, _) ->
              List.of(
                  Meta.name(image),
                  Json.string(image, "dockerImageReference"),
                  Images.artifactType(image)));

  static final TableView STREAM_TAGS =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Image Reference", "Where the image is pulled from"),
              TableView.Column.of("Updated", "When the tag last moved"),
              TableView.Column.wide("Image Name", "Digest of the image")),
          (tag, now) ->
              List.of(Meta.name(tag), reference(tag), ago(tag, now), Meta.name(image(tag))));

  static final TableView STREAM_IMAGES =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Updated", "When the image was made"),
              TableView.Column.wide("Image Reference", "Where the image is pulled from"),
              TableView.Column.wide("Image Name", "Digest of the image"),
              ARTIFACT_TYPE),
          (view, now) ->
              List.of(
                  Meta.name(view),
                  ago(view, now),
                  reference(view),
                  Meta.name(image(view)),
                  Images.artifactType(image(view))));

  static final TableView IMAGE_TAGS =
      new TableView(
          List.of(
              TableView.NAME,
              TableView.Column.of("Spec", "How the tag gets its image"),
              TableView.Column.of("Status", "What the tag is"),
              TableView.Column.number("History", "How many images the tag had"),
              TableView.Column.of("Updated", "When the tag last moved or could not")),
          ImageTables::imageTag);

  private ImageTables() {}

  private static List<Object> imageTag(ObjectNode tag, Instant now) {
    Optional<SpecTag> spec =
        tag.get("spec") instanceof ObjectNode wish
            ? Optional.of(StreamJson.readSpecTag("spec", wish))
            : Optional.empty();
    TagHistory history =
        tag.get("status") instanceof ObjectNode status
            ? StreamJson.readHistory(status)
            : TagHistory.EMPTY;
    return Arrays.asList(
        Meta.name(tag),
        ImageTagCells.spec(spec, history),
        ImageTagCells.status(spec, history),
        history.items().isEmpty() ? null : history.items().size(),
        ImageTagCells.updated(history, now));
  }

  private static List<Object> stream(ObjectNode stream, Instant now) {
    Map<String, Instant> newest = new LinkedHashMap<>();
    for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "status"), "tags")) {
      String created = Json.string(tag.path("items").path(0), "created");
      newest.put(
          Json.string(tag, "tag"), created.isEmpty() ? Instant.EPOCH : Instant.parse(created));
    }
    Map<String, Instant> moved = new LinkedHashMap<>(newest);
    moved.values().removeIf(Instant.EPOCH::equals);
    return List.of(
        Meta.name(stream),
        repository(stream),
        StreamCells.tags(newest),
        StreamCells.updated(moved, now));
  }

  private static String repository(ObjectNode stream) {
    ObjectNode status = Json.objectAt(stream, "status");
    String shown = Json.string(status, "publicDockerImageRepository");
    if (shown.isEmpty()) {
      shown = Json.string(Json.objectAt(stream, "spec"), "dockerImageRepository");
    }
    return shown.isEmpty() ? Json.string(status, "dockerImageRepository") : shown;
  }

  private static ObjectNode image(ObjectNode view) {
    return Json.objectAt(view, "image");
  }

  private static String reference(ObjectNode view) {
    return Json.string(image(view), "dockerImageReference");
  }

  private static String ago(ObjectNode view, Instant now) {
    String created = Json.string(Json.objectAt(view, "metadata"), "creationTimestamp");
    return created.isEmpty() ? "" : Ago.since(Instant.parse(created), now);
  }
}
