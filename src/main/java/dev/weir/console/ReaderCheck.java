package dev.weir.console;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.console.session.Sessions;
import dev.weir.resource.Recent;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the reader of an open page may still be told of its changes. That is asked before each
 * word to each page: so a session is looked up once a second at most, however many pages it has.
 */
final class ReaderCheck {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int REMEMBERED = 2000;

  private final Sessions sessions;
  private final Authorizer authorizer;
  private final Recent<String, Look> looks = new Recent<>(REMEMBERED);

  ReaderCheck(Sessions sessions, Authorizer authorizer) {
    this.sessions = sessions;
    this.authorizer = authorizer;
  }

  /** True if the session holds, and its user may watch all of these in the project. */
  boolean passes(String session, List<ResourceKind> kinds, String project) {
    return user(session)
        .filter(user -> kinds.stream().allMatch(kind -> mayWatch(user, kind, project)))
        .isPresent();
  }

  private boolean mayWatch(User user, ResourceKind kind, String project) {
    return authorizer.allows(
        user, Attributes.resource("watch", kind.group(), kind.plural(), project, ""));
  }

  private Optional<User> user(String session) {
    return looks.find(session, Look::new).user();
  }

  /** What is known of a session. All of its pages ask at the same time, and one of them looks. */
  private final class Look {
    private final String session;
    private Optional<User> user = Optional.empty();
    private long until = System.nanoTime();

    Look(String session) {
      this.session = session;
    }

    synchronized Optional<User> user() {
      long now = System.nanoTime();
      if (now - until >= 0) {
        user = sessions.user(session);
        until = now + LOOK.toNanos();
      }
      return user;
    }
  }
}
