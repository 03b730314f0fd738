package dev.weir.resource.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import io.kubernetes.client.proto.Runtime;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads bodies of type {@code application/vnd.kubernetes.protobuf}: four magic bytes, then a
 * message that names apiVersion and kind and holds the object (cli.md 18.4).
 */
public final class ProtobufBody {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private ProtobufBody() {}

  /**
   * The object as JSON.
   *
   * @throws StatusException 415 if the kind has no published message, 400 if the bytes are none
   */
  public static ObjectNode read(byte[] body) {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw malformed("it does not begin with the magic bytes k8s\\0");
    }
    try {
      // Only the descriptors of the published classes are used: their own parsers are of a
      // generation that can be made to work too hard (GHSA-h4h5-3hr4-j3g2).
      DynamicMessage envelope =
          DynamicMessage.parseFrom(
              Runtime.Unknown.getDescriptor(), Arrays.copyOfRange(body, MAGIC.length, body.length));
      DynamicMessage type = (DynamicMessage) field(envelope, "typeMeta");
      String apiVersion = (String) field(type, "apiVersion");
      String kind = (String) field(type, "kind");
      Descriptor message =
          Messages.find(apiVersion, kind).orElseThrow(() -> unknown(apiVersion, kind));
      ObjectNode object = Json.object();
      object.put("apiVersion", apiVersion).put("kind", kind);
      return object.setAll(
          MessageJson.object(
              DynamicMessage.parseFrom(message, (ByteString) field(envelope, "raw"))));
    } catch (InvalidProtocolBufferException broken) {
      throw malformed(String.valueOf(broken.getMessage()));
    }
  }

  private static Object field(DynamicMessage message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static StatusException malformed(String why) {
    return ApiStatus.badRequest("the request body is not valid Kubernetes protobuf: " + why)
        .exception();
  }

  private static StatusException unknown(String apiVersion, String kind) {
    return ApiStatus.unsupportedMediaType(
            "objects of kind "
                + kind
                + " ("
                + apiVersion
                + ") cannot be read as protobuf; send them as application/json")
        .exception();
  }
}
