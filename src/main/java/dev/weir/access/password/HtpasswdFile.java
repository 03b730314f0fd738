package dev.weir.access.password;

import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local users and their passwords, as the standard {@code htpasswd} tool keeps them. The file is
 * looked at whenever it is asked for somebody, and read again when it has changed; without a file
 * there are no users.
 */
public final class HtpasswdFile {
  private static final Logger LOG = LoggerFactory.getLogger(HtpasswdFile.class);

  /** Cost of the hashes of {@code htpasswd -B}. */
  private static final int USUAL_COST = 5;

  /** Longest file that is read, in bytes: some 100,000 users. */
  private static final long MOST_BYTES = 8L * 1024 * 1024;

  /** How old the last look may be where many ask: tokens are checked at each request. */
  private static final Duration GLANCE = Duration.ofMillis(250);

  /**
   * The tool writes in place: who is missing for an instant only has not been removed. The instant
   * begins when the file was written, however late that is noticed; a file that is gone is not
   * being written.
   */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private final Path file;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Content content =
      new Content(Stamp.ABSENT, Map.of(), USUAL_COST, Map.of(), Instant.MIN);

  public HtpasswdFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * By what a change is noticed: the tool writes a new file, or the same one in place, or somebody
   * lets the server read it, which changes nothing but what is said of the file.
   */
  private record Stamp(Instant written, long size, String identity, String changed) {
    static final Stamp ABSENT = new Stamp(Instant.MIN, 0, "", "");

    /** Until when somebody may be missing; a file from the future was written just now. */
    Instant settled(Instant now) {
      if (equals(ABSENT)) {
        return now;
      }
      return (written.isAfter(now) ? now : written).plus(SETTLING);
    }
  }

  /**
   * What was read.
   *
   * @param missing users that were there before, and until when they count as being there
   */
  private record Content(
      Stamp stamp,
      Map<String, Bcrypt> users,
      int cost,
      Map<String, Instant> missing,
      Instant lookedAt) {}

  /** True if the file has a user of this name; a removal is seen within a second. */
  public boolean has(String user) {
    Instant now = clock.instant();
    Content known = content;
    if (!now.isBefore(known.lookedAt().plus(GLANCE)) || now.isBefore(known.lookedAt())) {
      known = newest();
    }
    return known.users().containsKey(user)
        || now.isBefore(known.missing().getOrDefault(user, Instant.MIN));
  }

  /** The password of a user as the file has it now. */
  Optional<Bcrypt> hash(String user) {
    return Optional.ofNullable(newest().users().get(user));
  }

  /**
   * What most hashes cost, of two that are as many the higher: a user who is not there is refused
   * as fast as most who are.
   */
  int cost() {
    return content.cost();
  }

  private Content newest() {
    Stamp stamp = stamp();
    reading.lock();
    try {
      Content known = content;
      Instant now = clock.instant();
      content =
          known.stamp().equals(stamp)
              ? new Content(stamp, known.users(), known.cost(), known.missing(), now)
              : read(stamp, missingFrom(known, stamp, now), now);
      return content;
    } finally {
      reading.unlock();
    }
  }

  private static Map<String, Instant> missingFrom(Content known, Stamp stamp, Instant now) {
    Instant settled = stamp.settled(now);
    Map<String, Instant> missing = new HashMap<>(known.missing());
    known.users().keySet().forEach(user -> missing.put(user, settled));
    missing.replaceAll((_, until) -> until.isAfter(settled) ? settled : until);
    missing.values().removeIf(until -> !now.isBefore(until));
    return missing;
  }

  private Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().toInstant(),
          attributes.size(),
          String.valueOf(attributes.fileKey()),
          String.valueOf(Files.getAttribute(file, "unix:ctime")));
    } catch (NoSuchFileException none) {
      return Stamp.ABSENT;
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be looked at, so that no local user is known: {}", file, FileProblem.words(e));
      return Stamp.ABSENT;
    }
  }

  private Content read(Stamp stamp, Map<String, Instant> missing, Instant now) {
    Map<String, Bcrypt> users = new HashMap<>();
    if (stamp.size() > MOST_BYTES) {
      LOG.error("{} is longer than {} bytes and is not read: no local user", file, MOST_BYTES);
    } else if (!stamp.equals(Stamp.ABSENT)) {
      users.putAll(parse(lines()));
    }
    int cost = mostCommon(users.values().stream().mapToInt(Bcrypt::cost));
    missing.keySet().removeAll(users.keySet());
    LOG.info("{} holds {} users", file, users.size());
    return new Content(stamp, Map.copyOf(users), cost, Map.copyOf(missing), now);
  }

  private static int mostCommon(IntStream costs) {
    Map<Integer, Long> often =
        costs.boxed().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Comparator<Map.Entry<Integer, Long>> order = Map.Entry.comparingByValue();
    return often.entrySet().stream()
        .max(order.thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(USUAL_COST);
  }

  private List<String> lines() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      LOG.error(
          "{} cannot be read, so that no local user is known: {}{}",
          file,
          FileProblem.words(e),
          e instanceof AccessDeniedException ? "; let the server's user read it" : "");
      return List.of();
    }
  }

  private Map<String, Bcrypt> parse(List<String> lines) {
    Map<String, Bcrypt> users = new HashMap<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      switch (HtpasswdLine.read(line)) {
        case HtpasswdLine.Usable(String user, Bcrypt hash) -> users.put(user, hash);
        case HtpasswdLine.Refused(String why) -> LOG.warn("{}, line {}: {}", file, number, why);
      }
    }
    return users;
  }
}
