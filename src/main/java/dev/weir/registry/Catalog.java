package dev.weir.registry;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.http.Exchange;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Paging;
import dev.weir.registry.request.Right;
import dev.weir.resource.Json;
import dev.weir.streams.StreamNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v2/_catalog} (registry.md 2.7): the repositories that the caller may pull. */
final class Catalog implements Action.Plain {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;
  private static final String SCOPE = "registry:catalog:*";

  private final StreamNames streams;
  private final Access access;

  Catalog(StreamNames streams, Access access) {
    this.streams = streams;
    this.access = access;
  }

  @Override
  public void serve(Exchange http) throws IOException {
    User user = access.caller(http, SCOPE);
    if (user.isAnonymous()) {
      throw access.loginRequired(http, SCOPE);
    }
    int wanted = Paging.count(http, DEFAULT_PAGE, MAX_PAGE);
    List<String> found = find(user, http.query("last"), wanted + 1);
    boolean more = found.size() > wanted;
    List<String> shown = found.subList(0, Math.min(wanted, found.size()));
    if (more && wanted > 0) {
      Paging.next(http, "/v2/_catalog", wanted, shown.getLast());
    }
    ObjectNode body = Json.object();
    var repositories = body.putArray("repositories");
    shown.forEach(repositories::add);
    http.status(200).send("application/json", Json.bytes(body));
  }

  private List<String> find(User user, String last, int most) {
    boolean all =
        access.may(user, Attributes.resource("list", "image.openshift.io", "imagestreams", "", ""));
    List<String> found = new ArrayList<>();
    String after = last;
    StreamNames.Names page;
    do {
      page = streams.after(after, MAX_PAGE);
      for (StreamName name : page.names()) {
        if (found.size() < most && (all || access.may(user, Right.PULL.on(name)))) {
          found.add(name.toString());
        }
        after = name.toString();
      }
    } while (page.more() && found.size() < most);
    return found;
  }
}
