package dev.weir.apiserver;

import dev.weir.apiserver.request.Call;
import dev.weir.http.Exchange;
import dev.weir.http.LongBody;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends objects in the form that the client asked for. */
final class Answers {
  private static final JsonMapper PRETTY =
      Json.mapper().rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Clock clock;

  Answers(Clock clock) {
    this.clock = clock;
  }

  /**
   * An object of the call's kind; anything else, such as a {@code Status}, goes out as it is. So
   * does what may be too large to be had at once, of which no other shape could be made.
   */
  void object(Call call, int code, ApiObject object) throws IOException {
    Presentation presentation = Presentation.negotiate(call.exchange());
    call.exchange().status(code);
    if (object.writer().isPresent()) {
      write(call.exchange(), presentation.encoding(), object.writer().get());
      return;
    }
    byte[] json =
        presentation.shape() == Presentation.Shape.OBJECT || !isOfKind(call, object)
            ? object.json()
            : shapes(call, presentation).single(object);
    send(call.exchange(), presentation.encoding(), json);
  }

  /** After a failure the document has no end. */
  private static void write(
      Exchange exchange, Presentation.Encoding encoding, ApiObject.Writer writer)
      throws IOException {
    LongBody body = LongBody.ofWhatWasDone(exchange, encoding.contentType());
    try {
      JsonGenerator out = generator(encoding, body.stream());
      writer.write(out);
      out.close();
    } catch (JacksonIOException broken) {
      throw broken.getCause();
    }
    body.end();
  }

  /** A tree of any kind. */
  void tree(Call call, int code, ObjectNode tree) throws IOException {
    object(call, code, ApiObject.of(tree));
  }

  Shapes shapes(Call call, Presentation presentation) {
    return new Shapes(presentation, call.rest().table(), clock.instant());
  }

  private static boolean isOfKind(Call call, ApiObject object) {
    return Json.string(object.tree(), "kind").equals(call.kind().kind());
  }

  /** Sends JSON in the encoding asked for. */
  static void send(Exchange exchange, Presentation.Encoding encoding, byte[] json)
      throws IOException {
    exchange.send(encoding.contentType(), encode(encoding, json));
  }

  static byte[] encode(Presentation.Encoding encoding, byte[] json) {
    return switch (encoding) {
      case JSON -> json;
      case PRETTY_JSON -> pretty(Json.parse(json));
      case YAML -> Yaml.bytes(Json.parse(json));
    };
  }

  /** Writes a document piece by piece, as {@link #encode} would write it as a whole. */
  static JsonGenerator generator(Presentation.Encoding encoding, OutputStream out) {
    return switch (encoding) {
      case JSON -> Json.mapper().createGenerator(out);
      case PRETTY_JSON -> PRETTY.createGenerator(out);
      case YAML -> Yaml.generator(out);
    };
  }

  private static byte[] pretty(JsonNode tree) {
    return PRETTY.writeValueAsBytes(tree);
  }
}
