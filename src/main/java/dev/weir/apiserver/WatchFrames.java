package dev.weir.apiserver;

import dev.weir.client.ObjectEvent;
import dev.weir.objects.value.MadeOnce;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The frames of a watch: {@code {"type":…,"object":…}} and a newline. */
final class WatchFrames {
  private static final byte[] TAIL = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final ResourceKind kind;
  private final Presentation presentation;
  private final Supplier<Shapes> shapes;
  private final Shared shared;

  /** Frames that all watches which hear of the same change send. */
  static final class Shared {
    private final Map<ObjectEvent.Type, MadeOnce<ApiObject, byte[]>> byType =
        new EnumMap<>(ObjectEvent.Type.class);

    Shared() {
      for (ObjectEvent.Type type : ObjectEvent.Type.values()) {
        byType.put(type, new MadeOnce<>());
      }
    }

    private MadeOnce<ApiObject, byte[]> of(ObjectEvent.Type type) {
      return Objects.requireNonNull(byType.get(type));
    }
  }

  /**
   * @param shapes made anew for each frame, since ages are as of then
   */
  WatchFrames(
      ResourceKind kind, Presentation presentation, Supplier<Shapes> shapes, Shared shared) {
    this.shared = shared;
    this.kind = kind;
    this.presentation = presentation;
    this.shapes = shapes;
  }

  byte[] event(ObjectEvent event) {
    String type = event.type().name();
    return presentation.shape() == Presentation.Shape.OBJECT
        ? shared.of(event.type()).get(event.object(), object -> frame(type, object.json()))
        : frame(type, shapes.get().single(event.object()));
  }

  /**
   * Says up to which revision everything was told.
   *
   * @param endsInitialEvents everything that was there at the start has been told
   */
  byte[] bookmark(long revision, boolean endsInitialEvents) {
    String version = Long.toString(revision);
    if (presentation.shape() == Presentation.Shape.TABLE) {
      return frame("BOOKMARK", Json.bytes(shapes.get().table(version)));
    }
    boolean partial = presentation.shape() == Presentation.Shape.METADATA;
    ObjectNode object = Json.object();
    object.put("kind", partial ? "PartialObjectMetadata" : kind.kind());
    object.put("apiVersion", partial ? shapes.get().apiVersion() : kind.apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", version).putNull("creationTimestamp");
    if (endsInitialEvents) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    return frame("BOOKMARK", ApiObject.of(object).json());
  }

  byte[] error(ApiStatus status) {
    return frame("ERROR", Json.bytes(status.toJson()));
  }

  private static byte[] frame(String type, byte[] object) {
    byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream frame =
        new ByteArrayOutputStream(head.length + object.length + TAIL.length);
    frame.writeBytes(head);
    frame.writeBytes(object);
    frame.writeBytes(TAIL);
    return frame.toByteArray();
  }
}
