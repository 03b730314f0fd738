package dev.weir.apiserver;

import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists a collection. Plain JSON goes out item by item, as it lies in the store, the first items
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
    byte[] head = head(call.kind(), presentation, list, shapes).getBytes(StandardCharsets.UTF_8);
    call.exchange().status(200);
    if (presentation.encoding() != Presentation.Encoding.JSON) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      write(whole::writeBytes, head, list, shapes);
      Answers.send(call.exchange(), presentation.encoding(), whole.toByteArray());
      return;
    }
    LongBody body = new LongBody(call.exchange(), presentation.encoding().contentType());
    write(body::write, head, list, shapes);
    body.end();
  }

  /** Takes the pieces of a body. */
  private interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  /** Everything up to and with the opening bracket of the items. */
  private static String head(
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
    boolean table = presentation.shape() == Presentation.Shape.TABLE;
    if (table) {
      head.set("columnDefinitions", shapes.columns());
    }
    String text = Json.text(head);
    return text.substring(0, text.length() - 1) + (table ? ",\"rows\":[" : ",\"items\":[");
  }

  private static void write(Sink out, byte[] head, ObjectList list, Shapes shapes)
      throws IOException {
    out.write(head);
    byte[] between = {};
    for (ApiObject object : list) {
      out.write(between);
      between = COMMA;
      out.write(shapes.item(object));
    }
    out.write(TAIL);
  }
}
