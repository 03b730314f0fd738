package dev.weir.blob.file;

import dev.weir.blob.LeaseJournal;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in a file that is added to, and hardly ever waited for ({@link LeaseText} says how they
 * stand there). What a process wrote is there after it was killed; for as long as the machine is
 * not started anew its times are counted from that start, whatever is done to the clock.
 *
 * <p>After another start of the machine only what was forced to the disk counts, by the clock of
 * the wall. The file is written whole and forced when it is begun, at an orderly end, and now and
 * then while leases are granted; the first line after that is forced, too, so that such a file is
 * never taken for the newest when it is not. What is lost of others was granted less than {@link
 * #between} after the file was forced, which bounds how long it may have been leased.
 */
public final class LeaseFile implements LeaseJournal {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
  private static final int FEW_LINES = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_BETWEEN = Duration.ofHours(1);

  /** By so much the clock of the wall may run apart from the steady one. */
  private static final Duration DRIFT = Duration.ofMinutes(1);

  private final Path file;
  private final Optional<MachineStart> start;
  private final Clocks clocks;
  private final Duration length;
  private final Disk disk;
  private final Instant opened;
  private Optional<Out> out = Optional.empty();
  private int lines;
  private Optional<Instant> broken = Optional.empty();
  private boolean isForced;
  private Instant forced;
  private Duration apart = Duration.ZERO;
  private boolean isClosed;

  /**
   * Two clocks.
   *
   * @param steady as that of the leases: never goes back
   * @param wall as people set it
   */
  public record Clocks(InstantSource steady, InstantSource wall) {
    private Duration apart() {
      return Duration.between(steady.instant(), wall.instant());
    }
  }

  /** Where files are begun and forced. */
  interface Disk {
    Out begin(Path file) throws IOException;

    void syncDirectory(Path directory) throws IOException;
  }

  /** A file that is written. */
  interface Out extends WritableByteChannel {
    void sync() throws IOException;
  }

  /**
   * At that path.
   *
   * @param start empty if the system does not tell it: each process counts as one of its own
   * @param length of the leases
   */
  public LeaseFile(Path file, Optional<MachineStart> start, Clocks clocks, Duration length) {
    this(file, start, clocks, length, new LeaseDisk());
  }

  LeaseFile(Path file, Optional<MachineStart> start, Clocks clocks, Duration length, Disk disk) {
    this.file = file;
    this.start = start;
    this.clocks = clocks;
    this.length = length;
    this.disk = disk;
    this.opened = clocks.steady.instant();
    this.forced = opened;
  }

  @Override
  public Earlier read() {
    return new EarlierLeases(file, start, clocks.wall, length, opened).read();
  }

  @Override
  public void add(List<Written> leases, Optional<Instant> others) {
    if (leases.isEmpty() && others.isEmpty()) {
      return;
    }
    if (isClosed) {
      remove(); // or it would be taken for all that there was
      return;
    }
    try {
      StringBuilder text = new StringBuilder();
      others.ifPresent(end -> append(text, end));
      leases.forEach(lease -> append(text, lease));
      write(text);
      if (isForced && out.isPresent()) {
        out.get().sync();
        isForced = false;
      }
      lines += leases.size() + 1;
    } catch (IOException e) {
      fail(e);
    }
  }

  /** True also when it could not be written, and that is tried again. */
  @Override
  public boolean isDue(int leases) {
    Instant now = clocks.steady.instant();
    if (broken.isPresent()) {
      return now.isAfter(broken.get().plus(PATIENCE));
    }
    boolean isOld = !isForced && !now.isBefore(forced.plus(between(length)));
    return isOld || isClockSet() || lines > FEW_LINES + 2 * leases;
  }

  private boolean isClockSet() {
    return clocks.apart().minus(apart).abs().compareTo(DRIFT) > 0;
  }

  /** How long after the file was forced it is again, if a lease was granted since. */
  static Duration between(Duration length) {
    Duration quarter = length.dividedBy(4);
    return quarter.compareTo(LONGEST_BETWEEN) < 0 ? quarter : LONGEST_BETWEEN;
  }

  @Override
  public void replace(List<Written> leases, Instant others) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      closeFile();
      Instant now = clocks.steady.instant();
      Instant wall = clocks.wall.instant();
      StringBuilder text =
          new StringBuilder(
              LeaseText.head(new LeaseText.Head(start.map(MachineStart::id), millis(now), length)));
      append(text, others);
      leases.forEach(lease -> append(text, lease));
      text.append(LeaseText.onDisk(millis(now), wall.toEpochMilli()));
      out = Optional.of(disk.begin(next));
      write(text);
      out.get().sync();
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      disk.syncDirectory(directory());
      lines = leases.size();
      isForced = true;
      forced = now;
      apart = Duration.between(now, wall);
      if (broken.isPresent()) {
        LOG.info("{} can be written again", file);
      }
      broken = Optional.empty();
    } catch (IOException e) {
      fail(e);
    }
  }

  private Path directory() {
    return file.toAbsolutePath().resolveSibling("");
  }

  private void append(StringBuilder text, Written lease) {
    LeaseText.Of of = new LeaseText.Of(lease.repository(), lease.digest());
    text.append(LeaseText.entry(new LeaseText.Entry(millis(lease.end()), Optional.of(of))));
  }

  private void append(StringBuilder text, Instant others) {
    text.append(LeaseText.entry(new LeaseText.Entry(millis(others), Optional.empty())));
  }

  private void write(CharSequence text) throws IOException {
    if (out.isPresent()) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        int _ = out.get().write(bytes);
      }
    }
  }

  /** What is there says less than was promised, and must not be read by anybody. */
  private void fail(IOException failure) {
    if (broken.isEmpty()) {
      LOG.warn(
          "{} cannot be written ({}); after a restart nothing that is there is removed before the"
              + " longest time that clients who push have",
          file,
          FileProblem.words(failure));
    }
    broken = Optional.of(clocks.steady.instant());
    isForced = false;
    remove();
  }

  private void remove() {
    try {
      closeFile();
      if (Files.deleteIfExists(file)) {
        disk.syncDirectory(directory());
      }
    } catch (IOException e) {
      LOG.error("{} cannot be removed: {}", file, FileProblem.words(e));
    }
  }

  private void closeFile() throws IOException {
    if (out.isPresent()) {
      Out open = out.get();
      out = Optional.empty();
      open.close();
    }
  }

  private long millis(Instant instant) {
    return EarlierLeases.since(start).plus(Duration.between(opened, instant)).toMillis();
  }

  @Override
  public void close(List<Written> leases, Instant others) {
    if (!isClosed && (!isForced || isClockSet())) {
      replace(leases, others);
    }
    isClosed = true;
    try {
      closeFile();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed: {}", file, FileProblem.words(e));
    }
  }
}
