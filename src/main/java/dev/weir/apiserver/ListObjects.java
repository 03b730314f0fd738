package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.apiserver.request.QueryOptions;
import dev.weir.http.LongBody;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists a collection. It goes out item by item, plain JSON as it lies in the store, the first items
 * while the later ones are still being made.
 */
final class ListObjects {
  private static final byte[] COMMA = {','};
  private static final byte[] TAIL = {']', '}'};

  private final Answers answers;

  ListObjects(Answers answers) {
    this.answers = answers;
  }

  void answer(Call call) throws IOException {
    Optional<ObjectNode> fixed = call.rest().listAnswer(call.scope());
    if (fixed.isPresent()) {
      Answers.send(
          call.exchange().status(200), Presentation.Encoding.JSON, Json.bytes(fixed.get()));
      return;
    }
    Presentation presentation = Presentation.negotiate(call.exchange());
    ListOptions options = QueryOptions.list(call);
    ObjectList list = call.rest().list(call.scope(), options);
    options.requireExact(list);
    Shapes shapes = answers.shapes(call, presentation);
    ObjectNode head = head(call.kind(), presentation, list, shapes);
    String members = presentation.shape() == Presentation.Shape.TABLE ? "rows" : "items";
    call.exchange().status(200);
    LongBody body = new LongBody(call.exchange(), presentation.encoding().contentType());
    if (presentation.encoding() == Presentation.Encoding.JSON) {
      write(body, head, members, list, shapes);
    } else {
      try {
        write(
            Answers.generator(presentation.encoding(), body.stream()), head, members, list, shapes);
      } catch (JacksonIOException broken) {
        throw broken.getCause();
      }
    }
    body.end();
  }

  /** Everything but the items. */
  private static ObjectNode head(
      ResourceKind kind, Presentation presentation, ObjectList list, Shapes shapes) {
    ObjectNode head = Json.object();
    switch (presentation.shape()) {
      case OBJECT -> head.put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
      case METADATA ->
          head.put("kind", "PartialObjectMetadataList").put("apiVersion", shapes.apiVersion());
      case TABLE -> head.put("kind", "Table").put("apiVersion", shapes.apiVersion());
    }
    ObjectNode metadata = head.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(list.revision()));
    if (!list.continueToken().isEmpty()) {
      metadata.put("continue", list.continueToken());
    }
    if (list.remaining() > 0) {
      metadata.put("remainingItemCount", list.remaining());
    }
    if (presentation.shape() == Presentation.Shape.TABLE) {
      head.set("columnDefinitions", shapes.columns());
    }
    return head;
  }

  private static void write(
      LongBody out, ObjectNode head, String members, ObjectList list, Shapes shapes)
      throws IOException {
    String text = Json.text(head);
    out.write(
        (text.substring(0, text.length() - 1) + ",\"" + members + "\":[")
            .getBytes(StandardCharsets.UTF_8));
    byte[] between = {};
    for (ApiObject object : list) {
      out.write(between);
      between = COMMA;
      out.write(shapes.item(object));
    }
    out.write(TAIL);
  }

  /** One item at a time is in memory as a tree; after a failure the document has no end. */
  private static void write(
      JsonGenerator out, ObjectNode head, String members, ObjectList list, Shapes shapes) {
    out.writeStartObject();
    for (Map.Entry<String, JsonNode> member : head.properties()) {
      out.writeName(member.getKey());
      out.writeTree(member.getValue());
    }
    out.writeName(members);
    out.writeStartArray();
    for (ApiObject object : list) {
      out.writeTree(Json.parse(shapes.item(object)));
    }
    out.writeEndArray();
    out.writeEndObject();
    out.close();
  }
}
