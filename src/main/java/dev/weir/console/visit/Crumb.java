package dev.weir.console.visit;

/**
 * A step on the way to a page.
 *
 * @param target where it leads; empty for the page itself
 */
public record Crumb(String text, String target) {
  /** The page itself. */
  public Crumb(String text) {
    this(text, "");
  }
}
