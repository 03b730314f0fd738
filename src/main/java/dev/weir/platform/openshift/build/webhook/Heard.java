package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a notification comes to. */
sealed interface Heard {
  /**
   * A build.
   *
   * @param request what it sets of a BuildRequest: {@code revision}, {@code env}, options
   * @param remarks what of the notification was passed over, in whole sentences
   */
  record Start(ObjectNode request, List<String> remarks) implements Heard {
    public Start {
      remarks = List.copyOf(remarks);
    }

    /** A build of what the config says. */
    static Start plain(String... remarks) {
      return new Start(Json.object(), List.of(remarks));
    }

    /** A build of a commit. */
    static Start of(Commit commit) {
      ObjectNode request = Json.object();
      if (!commit.isNone()) {
        request.set("revision", commit.revision());
      }
      return new Start(request, List.of());
    }
  }

  /**
   * No build.
   *
   * @param why in a sentence for whoever set the webhook up
   */
  record Ignored(String why) implements Heard {}
}
