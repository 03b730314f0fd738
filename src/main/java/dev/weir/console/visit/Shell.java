package dev.weir.console.visit;

import java.util.List;

/**
 * What is around each page.
 *
 * @param user name of who looks; empty if nobody is logged in
 * @param csrf what each form of the page sends back
 * @param nonce what the page's scripts show to be its own
 * @param crumbs the way here, the page itself last
 * @param path of the page with its query, which gets it again
 * @param live address whose events tell that the page has changed; empty if nothing does
 */
public record Shell(
    String title,
    Section section,
    String user,
    String csrf,
    String nonce,
    Theme theme,
    List<Crumb> crumbs,
    String path,
    String live) {
  public Shell {
    crumbs = List.copyOf(crumbs);
  }

  public boolean isLive() {
    return !live.isEmpty();
  }

  /** The address of a file of the page. */
  public String asset(String name) {
    return Assets.address(name);
  }
}
