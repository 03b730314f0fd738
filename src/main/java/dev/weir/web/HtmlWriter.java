package dev.weir.web;

import java.util.List;
import java.util.Set;

/** Writes trees as HTML, the one place that escapes. */
final class HtmlWriter {
  /** Elements that have no content and no end. */
  private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "link", "meta", "wbr");

  private final StringBuilder out = new StringBuilder();

  private HtmlWriter() {}

  /** The pieces, a line each. */
  static String lines(List<Html> pieces) {
    HtmlWriter writer = new HtmlWriter();
    for (Html piece : pieces) {
      writer.write(piece);
      writer.out.append('\n');
    }
    return writer.out.toString();
  }

  static String escaped(String characters) {
    HtmlWriter writer = new HtmlWriter();
    writer.escape(characters);
    return writer.out.toString();
  }

  private void write(Html piece) {
    switch (piece) {
      case Html.Text(String characters) -> escape(characters);
      case Html.Element element -> write(element);
    }
  }

  private void write(Html.Element element) {
    out.append('<').append(element.name());
    for (Html.Attribute attribute : element.attributes()) {
      out.append(' ').append(attribute.name());
      if (!attribute.value().isEmpty()) {
        out.append("=\"");
        escape(attribute.value());
        out.append('"');
      }
    }
    out.append('>');
    if (!VOID.contains(element.name())) {
      element.content().forEach(this::write);
      out.append("</").append(element.name()).append('>');
    }
  }

  private void escape(String characters) {
    for (int i = 0; i < characters.length(); i++) {
      char c = characters.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
