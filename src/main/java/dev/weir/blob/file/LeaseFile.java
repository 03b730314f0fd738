package dev.weir.blob.file;

import dev.weir.blob.LeaseJournal;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in a file that is only added to, and never waited for: what a process wrote is there after
 * it was killed, and after a loss of power nothing in it counts. So it belongs to one start of the
 * machine, and its times are counted from that, whatever is done to the clock.
 *
 * <pre>
 *   weir-leases 1 BOOT MILLIS          the start of the machine, and the time since, of writing
 *   MILLIS PROJECT/NAME DIGEST CRC     a lease and its end; one that has passed was taken up
 *   MILLIS * * CRC                     those that are not remembered
 * </pre>
 */
public final class LeaseFile implements LeaseJournal {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
  private static final String HEAD = "weir-leases 1";
  private static final String ANY = "* *";
  private static final int FEW_LINES = 4096;
  private static final long MOST_BYTES = 256L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path file;
  private final MachineStart start;
  private final InstantSource clock;
  private final Opening opening;
  private final Instant opened;
  private Optional<WritableByteChannel> out = Optional.empty();
  private int lines;
  private Optional<Instant> broken = Optional.empty();

  /** How a file is begun. */
  interface Opening {
    WritableByteChannel open(Path file) throws IOException;
  }

  /**
   * At that path.
   *
   * @param clock as that of the leases: never goes back
   */
  public LeaseFile(Path file, MachineStart start, InstantSource clock) {
    this(file, start, clock, LeaseFile::begin);
  }

  LeaseFile(Path file, MachineStart start, InstantSource clock, Opening opening) {
    this.file = file;
    this.start = start;
    this.clock = clock;
    this.opening = opening;
    this.opened = clock.instant();
  }

  private static WritableByteChannel begin(Path file) throws IOException {
    return Files.newByteChannel(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  @Override
  public Earlier read() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return unknown("it is longer than any that was written");
      }
      return parse(Files.readString(file));
    } catch (NoSuchFileException _) {
      return new Earlier(List.of(), Optional.empty(), false);
    } catch (IOException e) {
      return unknown(FileProblem.words(e));
    } catch (IllegalArgumentException _) {
      return unknown("it is damaged");
    }
  }

  private Earlier unknown(String why) {
    LOG.warn(
        "{} does not tell what clients who push were told ({}); nothing that is there is removed"
            + " before the longest time that they have",
        file,
        why);
    return new Earlier(List.of(), Optional.empty(), false);
  }

  /** A last line without its end was being written when the process was, and nobody was told. */
  private Earlier parse(String text) {
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<String> all = whole.lines().toList();
    if (all.isEmpty() || !isOfThisStart(all.getFirst())) {
      return new Earlier(List.of(), Optional.empty(), false);
    }
    List<Written> leases = new ArrayList<>();
    Optional<Instant> others = Optional.empty();
    for (String line : all.subList(1, all.size())) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4 || !line.endsWith(" " + checksum(line))) {
        throw new IllegalArgumentException("no lease");
      }
      Instant end = instant(Long.parseLong(parts[0]));
      if (parts[1].equals("*")) {
        others = Optional.of(end);
      } else {
        leases.add(new Written(repository(parts[1]), Digest.parse(parts[2]), end));
      }
    }
    return new Earlier(leases, others, true);
  }

  private boolean isOfThisStart(String head) {
    String[] parts = head.split(" ", -1);
    return parts.length == 4
        && head.startsWith(HEAD + " ")
        && parts[2].equals(start.id())
        && Long.parseLong(parts[3]) <= start.since().toMillis();
  }

  private static StreamName repository(String text) {
    int slash = text.indexOf('/');
    return new StreamName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public void add(List<Written> leases, Optional<Instant> others) {
    if (leases.isEmpty() && others.isEmpty()) {
      return;
    }
    try {
      StringBuilder text = new StringBuilder();
      others.ifPresent(end -> append(text, end, ANY));
      leases.forEach(lease -> append(text, lease));
      write(text);
      lines += leases.size() + 1;
    } catch (IOException e) {
      fail(e);
    }
  }

  /** True also when it could not be written, and that is tried again. */
  @Override
  public boolean isLong(int leases) {
    return broken.isPresent()
        ? clock.instant().isAfter(broken.get().plus(PATIENCE))
        : lines > FEW_LINES + 2 * leases;
  }

  @Override
  public void replace(List<Written> leases, Instant others) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      closeFile();
      StringBuilder text =
          new StringBuilder(HEAD + " " + start.id() + " " + millis(clock.instant()) + "\n");
      append(text, others, ANY);
      leases.forEach(lease -> append(text, lease));
      out = Optional.of(opening.open(next));
      write(text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      lines = leases.size();
      if (broken.isPresent()) {
        LOG.info("{} can be written again", file);
      }
      broken = Optional.empty();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void append(StringBuilder text, Written lease) {
    append(text, lease.end(), lease.repository() + " " + lease.digest());
  }

  private void append(StringBuilder text, Instant end, String about) {
    String line = millis(end) + " " + about + " ";
    text.append(line).append(checksum(line)).append('\n');
  }

  /** Of a line up to its last space, in eight hexadecimal digits. */
  private static String checksum(String line) {
    CRC32C checksum = new CRC32C();
    checksum.update(line.substring(0, line.lastIndexOf(' ') + 1).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits(checksum.getValue(), 8);
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
    broken = Optional.of(clock.instant());
    try {
      closeFile();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.error("{} cannot be removed: {}", file, FileProblem.words(e));
    }
  }

  private void closeFile() throws IOException {
    if (out.isPresent()) {
      WritableByteChannel open = out.get();
      out = Optional.empty();
      open.close();
    }
  }

  private long millis(Instant instant) {
    return start.since().plus(Duration.between(opened, instant)).toMillis();
  }

  private Instant instant(long millis) {
    return opened.plus(Duration.ofMillis(millis).minus(start.since()));
  }

  @Override
  public void close() {
    try {
      closeFile();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed: {}", file, FileProblem.words(e));
    }
  }
}
