package dev.weir.console;

import dev.weir.access.User;
import dev.weir.client.Resources;
import dev.weir.console.visit.Viewer;
import dev.weir.console.visit.Visit;
import dev.weir.http.Exchange;
import dev.weir.web.Form;
import java.util.List;
import java.util.function.Function;

/**
 * Makes visits of requests.
 *
 * @param objects all objects, with the rights of a user
 */
record Visits(Function<User, Resources> objects, Visit.Tools tools) {
  /** Of nobody that is known yet. */
  Visit anonymous(Exchange exchange) {
    Viewer nobody = new Viewer(User.ANONYMOUS, objects.apply(User.ANONYMOUS), "");
    return of(exchange, nobody, List.of(), Form.empty());
  }

  /** Of whoever has the session. */
  Viewer viewer(User user, String session) {
    return new Viewer(user, objects.apply(user), session);
  }

  /**
   * Of a viewer.
   *
   * @param names what stands in the address where the page's own has braces
   */
  Visit of(Exchange exchange, Viewer viewer, List<String> names, Form form) {
    return new Visit(exchange, viewer, names, form, tools);
  }
}
