package dev.weir.server.report;

import dev.weir.remote.budget.AccountState;
import dev.weir.storage.check.result.LastCheck;
import dev.weir.storage.check.result.Scrubbed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a server is at one moment.
 *
 * @param now by the machine's clock
 * @param upstreams how other registries answer, the worst first
 */
public record Report(
    Instant now,
    Program program,
    Addresses addresses,
    List<Certificate> certificates,
    List<Disk> disks,
    Store store,
    Imports imports,
    Some<AccountState> upstreams,
    Triggers triggers,
    Collection collection,
    Checked checked) {
  public Report {
    certificates = List.copyOf(certificates);
    disks = List.copyOf(disks);
  }

  /**
   * The program.
   *
   * @param version such as {@code 0.2.0}
   */
  public record Program(String version, Instant started) {}

  /**
   * Where the server is.
   *
   * @param registryName how pull specs name the registry
   * @param otherName why pull specs may lead elsewhere; empty if they do not
   * @param published addresses in front of it that it was told of
   */
  public record Addresses(
      String api,
      String registry,
      String registryName,
      Optional<String> otherName,
      List<String> published) {
    public Addresses {
      published = List.copyOf(published);
    }
  }

  /**
   * A certificate that the server shows, or that signed it.
   *
   * @param what such as {@code server}
   * @param own Weir made it, and makes another before it ends
   */
  public record Certificate(
      String what, String subject, Instant begins, Instant ends, boolean own) {}

  /**
   * A disk.
   *
   * @param name such as {@code the disk of /var/lib/weir}
   * @param bytes its size; 0 where it cannot be looked at
   */
  public record Disk(String name, long bytes, long free) {}

  /**
   * What is kept.
   *
   * @param bytes of the store's files
   * @param trouble why nothing can be written; empty if something can
   * @param lostBlobs that were pushed, are damaged or missing, and could not be had again
   */
  public record Store(long revision, long bytes, Optional<String> trouble, long lostBlobs) {}

  /** A tag, with what is amiss with it, in a sentence. */
  public record TagTrouble(String tag, Instant since, String why) {}

  /**
   * A few of many, the most telling first.
   *
   * @param number how many there are in all
   */
  public record Some<T>(long number, List<T> first) {
    public Some {
      first = List.copyOf(first);
    }

    /** The first of a list. */
    public static <T> Some<T> of(List<T> all, int most) {
      return new Some<>(all.size(), all.subList(0, Math.min(most, all.size())));
    }
  }

  /**
   * What comes from other registries.
   *
   * @param scheduled tags that are looked at by themselves
   * @param late those that should have been looked at and were not
   * @param failed tags whose last import failed, the newest failure first
   */
  public record Imports(long scheduled, Some<TagTrouble> late, Some<TagTrouble> failed) {}

  /**
   * An object that has no image to run yet.
   *
   * @param object such as {@code deployments.apps demo/web}
   * @param tag that it follows, as {@code namespace/stream:tag}
   */
  public record Waiting(String object, String tag) {}

  /** What follows tags. */
  public record Triggers(Some<Waiting> waiting) {}

  /**
   * What goes because nobody needs it.
   *
   * @param lastRound when the last look ended; empty before the first
   * @param pending what nothing holds and has not gone yet
   * @param troubles what is in the way, in sentences
   */
  public record Collection(
      Optional<Instant> lastRound,
      long pending,
      long pendingBytes,
      long overdue,
      List<String> troubles) {
    public Collection {
      troubles = List.copyOf(troubles);
    }
  }

  /**
   * What is known of whether all that is stored is as it should be.
   *
   * @param last the newest check that somebody asked for; empty if nobody did
   * @param scrub how far the check is that goes on all the time; empty if it is off
   */
  public record Checked(Optional<LastCheck> last, Optional<Scrubbed> scrub) {}

  /** How long the server runs. */
  public Duration uptime() {
    return Duration.between(program.started(), now);
  }
}
