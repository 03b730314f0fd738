package dev.weir.imageapi.imports;

import dev.weir.access.User;
import dev.weir.audit.RefusalLog;
import dev.weir.audit.Repeats;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.Looked;
import dev.weir.importing.LookedRepository;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.importing.Wanted;
import dev.weir.reference.StreamName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server's log of what somebody asked to import and did not get: the request itself is
 * answered as a good one. What imports in the background come to is told where they are made.
 */
public final class FailedImports {
  private static final Logger LOG = LoggerFactory.getLogger(FailedImports.class);

  /** Lines for one user in a minute. */
  private static final int EACH = 5;

  private final Repeats repeats = Repeats.inAMinute(EACH, FailedImports::more);

  /** Tells what of an import failed. */
  public void tell(User user, StreamName stream, Findings findings) {
    findings.images().stream()
        .filter(looked -> !looked.wanted().from().equals(Wanted.ANYTHING))
        .forEach(looked -> tell(user, stream, looked));
    findings.repository().ifPresent(looked -> tell(user, stream, looked));
  }

  private void tell(User user, StreamName stream, Looked looked) {
    if (looked.found() instanceof ImportOutcome.Failed(ImportFailure why, _)) {
      tell(user, stream, looked.wanted().from(), why);
    }
  }

  private void tell(User user, StreamName stream, LookedRepository looked) {
    String from = looked.wanted().from();
    switch (looked.found()) {
      case RepositoryOutcome.Unlisted(ImportFailure why) -> tell(user, stream, from, why);
      case RepositoryOutcome.Listed listed ->
          listed
              .images()
              .forEach(
                  image -> {
                    if (image instanceof ImportOutcome.Failed(ImportFailure why, String tag)) {
                      tell(user, stream, from + ":" + tag, why);
                    }
                  });
    }
  }

  private void tell(User user, StreamName stream, String from, ImportFailure why) {
    if (repeats.isToBeTold(user.name())) {
      LOG.atInfo()
          .addKeyValue("user", RefusalLog.plain(user.name()))
          .addKeyValue("stream", stream)
          .log(
              "{} was not imported: {}; {}",
              RefusalLog.plain(from),
              RefusalLog.plain(why.status().message()),
              next(why));
    }
  }

  private static String next(ImportFailure why) {
    if (why.isUnauthorized()) {
      return "a login goes into the project: weir create secret docker-registry";
    }
    return why.mayPass() || why.isUntried()
        ? "it may be asked for again later: weir import-image"
        : "what is asked for is to be corrected, or what lies there";
  }

  private static void more(String user, int count) {
    LOG.atInfo()
        .addKeyValue("user", RefusalLog.plain(user))
        .log("{} more images were not imported for {} in a minute", count, RefusalLog.plain(user));
  }
}
