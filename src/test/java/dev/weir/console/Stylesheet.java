package dev.weir.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PatternFly's stylesheet as the console sends it: without fonts, themes, classes and values that
 * no page uses. Without a script a page is dark, or rich in contrast, where the reader's system is.
 */
final class Stylesheet {
  private static final Path SOURCES = Path.of("src/console/npm/patternfly");
  private static final String BASE = "patternfly-base.css";
  private static final String DARK = ".pf-v6-theme-dark";
  private static final String CONTRAST = ".pf-v6-theme-high-contrast";
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern USE = Pattern.compile("var\\(\\s*(--[\\w-]+)");
  private static final Pattern OTHER_THEMES =
      Pattern.compile(
          "theme-(felt|glass|redhat)|dir=.?rtl|dir\\(rtl|dir-rtl|\\.fa[srb]?\\b|\\.fa-|\\.pf-v6-pficon");

  /** A rule: what it is for, and either declarations or rules within. */
  private record Rule(String prelude, List<String> declarations, List<Rule> rules) {
    String text() {
      StringBuilder text = new StringBuilder(prelude).append('{');
      declarations.forEach(declaration -> text.append(declaration).append(';'));
      rules.forEach(rule -> text.append(rule.text()));
      return text.append('}').toString();
    }

    Rule named(String other) {
      return new Rule(other, declarations, rules);
    }

    boolean isEmpty() {
      return declarations.isEmpty() && rules.isEmpty();
    }
  }

  private Stylesheet() {}

  /** The stylesheet, a rule a line. */
  static String made(String ours) throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(SOURCES.resolve(BASE)));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".css")).sorted().toList()) {
        if (!file.endsWith(BASE)) {
          all.append(Files.readString(file));
        }
      }
    }
    UsedClasses used = UsedClasses.ofPages(ours);
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : new Reader(COMMENT.matcher(all).replaceAll("")).rules()) {
      rules.addAll(kept(rule, used));
    }
    StringBuilder text =
        new StringBuilder("/* PatternFly 6.6.1, MIT; a part of it: src/console/npm */\n");
    shaken(rules, ours).forEach(rule -> text.append(rule.text()).append('\n'));
    return text.toString();
  }

  private static List<Rule> kept(Rule rule, UsedClasses used) {
    if (rule.prelude().startsWith("@font-face") || rule.prelude().startsWith("@keyframes fa-")) {
      return List.of();
    }
    if (rule.prelude().startsWith("@keyframes")) {
      return List.of(rule);
    }
    if (!rule.rules().isEmpty()) {
      List<Rule> inner = rule.rules().stream().flatMap(r -> kept(r, used).stream()).toList();
      return inner.isEmpty()
          ? List.of()
          : List.of(new Rule(rule.prelude(), rule.declarations(), inner));
    }
    String selectors =
        String.join(
            ",",
            UsedClasses.parts(rule.prelude()).stream()
                .filter(selector -> !OTHER_THEMES.matcher(selector).find())
                .filter(selector -> used.canFind(withoutThemes(selector)))
                .toList());
    return selectors.isEmpty() ? List.of() : bySystem(rule.named(selectors));
  }

  private static String withoutThemes(String selector) {
    return selector.replace(CONTRAST, "").replace(DARK, "");
  }

  /** Classes of a theme stand for what the reader's system says, unless the page says otherwise. */
  private static List<Rule> bySystem(Rule rule) {
    String prelude = rule.prelude();
    if (prelude.contains(CONTRAST)) {
      String plain = prelude.replace(CONTRAST, prelude.contains(DARK) ? "" : "*");
      return bySystem(rule.named(plain)).stream()
          .map(r -> new Rule("@media (prefers-contrast:more)", List.of(), List.of(r)))
          .toList();
    }
    if (!prelude.contains(DARK)) {
      return List.of(rule);
    }
    Rule system = rule.named(prelude.replace(DARK, ":root:not(.pf-v6-theme-light)"));
    return List.of(
        rule, new Rule("@media (prefers-color-scheme:dark)", List.of(), List.of(system)));
  }

  /** Without the values that nothing shows, and those of which only these were made. */
  private static List<Rule> shaken(List<Rule> rules, String ours) {
    List<Rule> now = rules;
    while (true) {
      Set<String> used = new HashSet<>();
      now.forEach(rule -> uses(rule.text(), used));
      uses(ours, used);
      List<Rule> next =
          now.stream().map(rule -> without(rule, used)).filter(r -> !r.isEmpty()).toList();
      if (next.equals(now)) {
        return now;
      }
      now = next;
    }
  }

  private static void uses(String text, Set<String> used) {
    Matcher use = USE.matcher(text);
    while (use.find()) {
      used.add(use.group(1));
    }
  }

  private static Rule without(Rule rule, Set<String> used) {
    return new Rule(
        rule.prelude(),
        rule.declarations().stream()
            .filter(
                d -> !d.startsWith("--") || used.contains(d.substring(0, d.indexOf(':')).strip()))
            .toList(),
        rule.rules().stream().map(r -> without(r, used)).filter(r -> !r.isEmpty()).toList());
  }

  /** Reads what Sass writes. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Rule> rules() {
      List<Rule> found = new ArrayList<>();
      while (true) {
        String prelude = until("{};");
        if (at >= text.length()) {
          return found;
        }
        char end = text.charAt(at++);
        if (end == '{') {
          found.add(rule(prelude.replaceAll("\\s+", " ").strip()));
        } else if (end == '}') {
          return found;
        }
      }
    }

    private Rule rule(String prelude) {
      if (prelude.startsWith("@media")
          || prelude.startsWith("@supports")
          || prelude.startsWith("@keyframes")
          || prelude.startsWith("@container")
          || prelude.startsWith("@layer")) {
        return new Rule(prelude, List.of(), rules());
      }
      List<String> declarations = new ArrayList<>();
      while (at < text.length()) {
        String declaration = until(";}").replaceAll("\\s+", " ").strip();
        if (!declaration.isEmpty()) {
          declarations.add(declaration.replaceFirst("\\s*:\\s*", ":"));
        }
        if (text.charAt(at++) == '}') {
          break;
        }
      }
      return new Rule(prelude, declarations, List.of());
    }

    /** Reads to one of these, outside of strings and parentheses. */
    private String until(String ends) {
      int from = at;
      int depth = 0;
      char quote = 0;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '(') {
          depth++;
        } else if (c == ')') {
          depth--;
        } else if (depth == 0 && ends.indexOf(c) >= 0) {
          break;
        }
      }
      return text.substring(from, at);
    }
  }
}
