package dev.weir.cli.output;

import dev.weir.cli.output.JsonPath.Operand;
import dev.weir.cli.output.JsonPath.Part;
import dev.weir.cli.output.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;

/** Reads JSONPath templates; each method reads one construct at the current place. */
final class JsonPathParser {
  private static final String NAME_ENDS = ".[]{}()=!<>,| \t\n'\"";

  private final String text;
  private int at;

  JsonPathParser(String text) {
    this.text = text;
  }

  List<Part> template() {
    List<Part> parts = new ArrayList<>();
    while (at < text.length()) {
      Part part = part();
      if (part instanceof Part.Text(String end) && end.equals(END)) {
        throw new JsonPathException("not in range, nothing to end");
      }
      parts.add(part);
    }
    return parts;
  }

  /** Stands for {@code {end}} while reading; no text of a template can be equal to it. */
  private static final String END = "\0end";

  private Part part() {
    if (text.charAt(at) != '{') {
      int brace = text.indexOf('{', at);
      int end = brace < 0 ? text.length() : brace;
      Part part = new Part.Text(text.substring(at, end));
      at = end;
      return part;
    }
    at++;
    skipSpace();
    if (takeWord("end")) {
      expect('}');
      return new Part.Text(END);
    }
    if (takeWord("range")) {
      skipSpace();
      List<Step> over = steps();
      expect('}');
      return new Part.Range(over, body());
    }
    if (peek() == '"' || peek() == '\'') {
      String literal = quoted();
      expect('}');
      return new Part.Text(literal);
    }
    List<Step> steps = steps();
    expect('}');
    return new Part.Expression(steps);
  }

  private List<Part> body() {
    List<Part> body = new ArrayList<>();
    while (at < text.length()) {
      Part part = part();
      if (part instanceof Part.Text(String end) && end.equals(END)) {
        return body;
      }
      body.add(part);
    }
    throw new JsonPathException("unclosed range");
  }

  private boolean takeWord(String word) {
    int end = at + word.length();
    boolean found =
        text.startsWith(word, at)
            && (end >= text.length() || text.charAt(end) == '}' || text.charAt(end) == ' ');
    if (found) {
      at = end;
    }
    return found;
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    if (at < text.length() && isName(peek())) {
      throw new JsonPathException("unrecognized identifier " + name());
    }
    while (at < text.length()) {
      char c = peek();
      if (c == '$') {
        at++;
        steps.add(new Step.Root());
      } else if (c == '@') {
        at++;
      } else if (c == '.') {
        dot(steps);
      } else if (c == '[') {
        at++;
        steps.add(bracket());
      } else {
        break;
      }
    }
    return steps;
  }

  private void dot(List<Step> steps) {
    at++;
    if (at < text.length() && peek() == '.') {
      at++;
      steps.add(new Step.Descend());
    }
    if (at < text.length() && peek() == '*') {
      at++;
      steps.add(new Step.Wildcard());
    } else if (at < text.length() && isName(peek())) {
      steps.add(new Step.Member(name()));
    }
  }

  private Step bracket() {
    skipSpace();
    if (peek() == '?') {
      return filter();
    }
    List<List<Step>> members = new ArrayList<>();
    while (true) {
      members.add(List.of(element()));
      skipSpace();
      if (peek() == ',') {
        at++;
        skipSpace();
      } else {
        expect(']');
        return members.size() == 1 ? members.getFirst().getFirst() : new Step.Union(members);
      }
    }
  }

  private Step element() {
    char c = peek();
    if (c == '*') {
      at++;
      return new Step.Wildcard();
    }
    if (c == '\'' || c == '"') {
      return new Step.Member(quoted());
    }
    String first = number();
    if (peek() != ':') {
      if (first.isEmpty()) {
        throw new JsonPathException("invalid array index " + text.substring(at));
      }
      return new Step.Index(Integer.parseInt(first));
    }
    at++;
    String to = number();
    String step = "";
    if (peek() == ':') {
      at++;
      step = number();
    }
    return new Step.Slice(first, to, step);
  }

  private Step filter() {
    at++;
    expect('(');
    skipSpace();
    List<Step> left = steps();
    skipSpace();
    int start = at;
    while (at < text.length() && "=!<>".indexOf(peek()) >= 0) {
      at++;
    }
    String operator = text.substring(start, at);
    skipSpace();
    Operand right = operator.isEmpty() ? new Operand.None() : operand();
    skipSpace();
    expect(')');
    expect(']');
    return new Step.Filter(left, operator, right);
  }

  private Operand operand() {
    char c = peek();
    if (c == '"' || c == '\'') {
      return new Operand.Literal(quoted(), true);
    }
    if (c == '@' || c == '$' || c == '.') {
      return new Operand.Path(steps());
    }
    int start = at;
    while (at < text.length() && text.charAt(at) != ')' && text.charAt(at) != ' ') {
      at++;
    }
    return new Operand.Literal(text.substring(start, at), false);
  }

  private static boolean isName(char c) {
    return NAME_ENDS.indexOf(c) < 0 && c != '$' && c != '@' && c != '*' && c != '?';
  }

  /** A member's name; a backslash takes the special meaning from the next character. */
  private String name() {
    StringBuilder name = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        name.append(text.charAt(at + 1));
        at += 2;
      } else if (NAME_ENDS.indexOf(c) >= 0) {
        break;
      } else {
        name.append(c);
        at++;
      }
    }
    return name.toString();
  }

  private String number() {
    int start = at;
    while (at < text.length() && (Character.isDigit(peek()) || peek() == '-')) {
      at++;
    }
    if (at - start > 9) {
      throw new JsonPathException("array index out of bounds: " + text.substring(start, at));
    }
    return text.substring(start, at);
  }

  private String quoted() {
    char quote = peek();
    at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && peek() != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        char next = text.charAt(at++);
        value.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
      } else {
        value.append(c);
      }
    }
    expect(quote);
    return value.toString();
  }

  private char peek() {
    if (at >= text.length()) {
      throw new JsonPathException("unclosed action");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    skipSpaceUnless(wanted);
    if (at >= text.length() || text.charAt(at) != wanted) {
      throw new JsonPathException(
          at >= text.length()
              ? "unclosed action"
              : "unrecognized character in action: " + text.substring(at));
    }
    at++;
  }

  private void skipSpaceUnless(char wanted) {
    if (wanted != '"' && wanted != '\'') {
      skipSpace();
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
