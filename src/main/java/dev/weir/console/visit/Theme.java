package dev.weir.console.visit;

import dev.weir.http.Exchange;
import dev.weir.web.Cookie;
import java.util.Locale;

/** Light or dark, as the reader chose; else as their system is. */
public enum Theme {
  SYSTEM(""),
  LIGHT("pf-v6-theme-light"),
  DARK("pf-v6-theme-dark");

  private static final Cookie COOKIE = new Cookie("weir-theme");

  private final String style;

  Theme(String style) {
    this.style = style;
  }

  /** The class of a page that shows it. */
  public String style() {
    return style;
  }

  /** Its name in a form. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that name; that of the system if there is none. */
  public static Theme of(String word) {
    for (Theme theme : values()) {
      if (theme.word().equals(word)) {
        return theme;
      }
    }
    return SYSTEM;
  }

  static Theme of(Exchange exchange) {
    return COOKIE.of(exchange).map(Theme::of).orElse(SYSTEM);
  }

  /** Remembers it in the reader's browser. */
  public void keep(Exchange exchange) {
    COOKIE.setForLinks(exchange, word());
  }
}
