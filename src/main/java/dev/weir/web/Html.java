package dev.weir.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A piece of a page as a tree. Whatever is put in as text or as an attribute's value is escaped
 * when it is written, so that nothing from outside can become markup, a script, or a link to one.
 */
public sealed interface Html {
  /** Characters, as a reader shall see them. */
  record Text(String characters) implements Html {}

  /** A name and its value; of a flag, such as {@code required}, the value is empty. */
  record Attribute(String name, String value) {}

  /**
   * An element.
   *
   * @param name such as {@code p}; neither {@code script} nor {@code style}, in which other rules
   *     hold for text
   */
  record Element(String name, List<Attribute> attributes, List<Html> content) implements Html {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?!on)[a-z][a-z0-9-]*");
    private static final Set<String> OTHER_RULES = Set.of("script", "style");

    /** Attributes of which browsers go to the value. */
    private static final Set<String> LEADING = Set.of("href", "src", "action", "formaction");

    private static final Pattern HARMLESS = Pattern.compile("https?://.*|/(?![/\\\\]).*|[#?].*");

    /**
     * An address to which a link or a form would lead is left out unless it is a path of this
     * server or one of http or https: {@code javascript:} is an address too.
     */
    public Element {
      if (!NAME.matcher(name).matches() || OTHER_RULES.contains(name)) {
        throw new IllegalArgumentException("no element of a page: " + name);
      }
      attributes = attributes.stream().filter(Element::leadsNowhereElse).toList();
      content = List.copyOf(content);
    }

    private static boolean leadsNowhereElse(Attribute attribute) {
      String name = attribute.name();
      if (!ATTRIBUTE.matcher(name).matches() || name.equals("style")) {
        throw new IllegalArgumentException("no attribute of a page: " + name);
      }
      return !LEADING.contains(name) || HARMLESS.matcher(attribute.value()).matches();
    }

    /** Adds an attribute. */
    public Element with(String attribute, String value) {
      List<Attribute> more = new ArrayList<>(attributes);
      more.add(new Attribute(attribute, value));
      return new Element(name, more, content);
    }

    /** Adds an attribute that has no value. */
    public Element flagged(String attribute) {
      return with(attribute, "");
    }
  }

  static Html text(String characters) {
    return new Text(characters);
  }

  static Element element(String name, Html... content) {
    return new Element(name, List.of(), List.of(content));
  }

  /** An element with text alone. */
  static Element element(String name, String text) {
    return element(name, text(text));
  }

  static Element link(String target, String text) {
    return element("a", text).with("href", target);
  }

  /** A field of a form. */
  static Element input(String name) {
    return element("input").with("name", name);
  }

  /** A field that goes with a form unseen. */
  static Element hidden(String name, String value) {
    return element("input").with("type", "hidden").with("name", name).with("value", value);
  }

  /** A form that is posted to where it was got. */
  static Element form(Html... content) {
    return element("form", content).with("method", "post");
  }
}
