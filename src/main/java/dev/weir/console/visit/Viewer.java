package dev.weir.console.visit;

import dev.weir.access.User;
import dev.weir.client.Resources;

/**
 * Who looks.
 *
 * @param objects all objects, with the rights of who looks
 * @param session shown by the browser; never printed
 */
public record Viewer(User user, Resources objects, String session) {
  @Override
  public String toString() {
    return "Viewer[" + user.name() + "]";
  }
}
