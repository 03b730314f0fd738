package dev.weir.web;

import dev.weir.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** A posted form; a field that comes twice is no field. Never printed. */
public final class Form {
  private static final int MAX_BYTES = 64 * 1024;

  private final Fields fields = new Fields();

  private Form() {}

  /** One without fields. */
  public static Form empty() {
    return new Form();
  }

  /** Reads the body; one that is no form has no fields. */
  public static Form read(Exchange exchange) throws IOException {
    Form form = new Form();
    byte[] body = exchange.readBody(MAX_BYTES);
    String type = exchange.header("Content-Type").orElse("");
    if (type.startsWith("application/x-www-form-urlencoded")) {
      try {
        UrlEncoded.decodeTo(
            new String(body, StandardCharsets.UTF_8), form.fields::add, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return new Form();
      }
    }
    return form;
  }

  /** A field's value; empty if it is absent. */
  public String get(String name) {
    Fields.Field field = fields.get(name);
    return field == null || field.getValues().size() != 1 ? "" : field.getValue();
  }
}
