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
  private final Recent<String, Reader> looks = new Recent<>(REMEMBERED);

  ReaderCheck(Sessions sessions, Authorizer authorizer) {
    this.sessions = sessions;
    this.authorizer = authorizer;
  }

  /** Who reads pages by a session. */
  Reader reader(String session) {
    return looks.find(session, Reader::new);
  }

  private boolean mayWatch(User user, ResourceKind kind, String project) {
    return authorizer.allows(
        user, Attributes.resource("watch", kind.group(), kind.plural(), project, ""));
  }

  /** What is known of a session. All of its pages ask at the same time, and one of them looks. */
  final class Reader {
    private final String session;
    private Optional<User> user = Optional.empty();
    private long until = System.nanoTime();

    private Reader(String session) {
      this.session = session;
    }

    /** True if the session holds, and its user may watch all of these in the project. */
    boolean passes(List<ResourceKind> kinds, String project) {
      return user()
          .filter(reader -> kinds.stream().allMatch(kind -> mayWatch(reader, kind, project)))
          .isPresent();
    }

    private synchronized Optional<User> user() {
      long now = System.nanoTime();
      if (now - until >= 0) {
        user = sessions.user(session);
        until = now + LOOK.toNanos();
      }
      return user;
    }
  }
}
