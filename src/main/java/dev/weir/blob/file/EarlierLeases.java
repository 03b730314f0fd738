package dev.weir.blob.file;

import dev.weir.blob.LeaseJournal;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier process left in a {@link LeaseFile}, as far as it counts now: all of it as long
 * as the machine is not started anew, after that what was forced to the disk.
 *
 * @param start of the machine; empty if the system does not tell it
 * @param wall as people set it
 * @param length of leases
 * @param opened the time now, by the clock of the leases
 */
record EarlierLeases(
    Path file, Optional<MachineStart> start, InstantSource wall, Duration length, Instant opened) {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
  private static final long MOST_BYTES = 256L << 20;

  /** With a word in the log if they are there and cannot be known. */
  LeaseJournal.Earlier read() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return unknown("it is longer than any that was written");
      }
      return earlier(LeaseText.parse(Files.readString(file)));
    } catch (NoSuchFileException _) {
      return new LeaseJournal.Earlier(List.of(), Optional.empty(), false);
    } catch (IOException e) {
      return unknown(FileProblem.words(e));
    } catch (IllegalArgumentException | ArithmeticException _) {
      return unknown("it is damaged");
    }
  }

  private LeaseJournal.Earlier unknown(String why) {
    LOG.warn(
        "{} does not tell what clients who push were told ({}); nothing that is there is removed"
            + " before the longest time that they have",
        file,
        why);
    return new LeaseJournal.Earlier(List.of(), Optional.empty(), false);
  }

  private LeaseJournal.Earlier earlier(LeaseText.Content content) {
    LeaseText.Head head = content.head();
    if (start.isPresent() && head.boot().equals(start.map(MachineStart::id))) {
      if (content.isDamaged()) {
        return unknown("it is damaged");
      }
      return head.millis() > since(start).toMillis()
          ? new LeaseJournal.Earlier(List.of(), Optional.empty(), false)
          : earlier(content.entries(), since(start));
    }
    if (content.wall().isEmpty()) {
      return new LeaseJournal.Earlier(List.of(), Optional.empty(), false);
    }
    Duration passed =
        Duration.between(Instant.ofEpochMilli(content.wall().getAsLong()), wall.instant());
    Duration atLeast = passed.isNegative() ? Duration.ZERO : passed; // a clock that was set back
    if (content.isAll()) {
      return earlier(content.entries(), Duration.ofMillis(head.millis()).plus(atLeast));
    }
    Duration rest = LeaseFile.between(head.length()).plus(head.length()).minus(atLeast);
    Duration most = rest.compareTo(length) < 0 ? rest : length;
    return new LeaseJournal.Earlier(List.of(), Optional.of(opened.plus(most)), true);
  }

  /**
   * @param now by the time in which the entries are written
   */
  private LeaseJournal.Earlier earlier(List<LeaseText.Entry> entries, Duration now) {
    List<LeaseJournal.Written> leases = new ArrayList<>();
    Optional<Instant> others = Optional.empty();
    for (LeaseText.Entry entry : entries) {
      Instant end = opened.plus(Duration.ofMillis(entry.end()).minus(now));
      if (entry.of().isPresent()) {
        LeaseText.Of of = entry.of().get();
        leases.add(new LeaseJournal.Written(of.repository(), of.digest(), end));
      } else {
        others = Optional.of(end);
      }
    }
    return new LeaseJournal.Earlier(leases, others, true);
  }

  /** How long ago the machine was started; nothing if the system does not tell it. */
  static Duration since(Optional<MachineStart> start) {
    return start.map(MachineStart::since).orElse(Duration.ZERO);
  }
}
