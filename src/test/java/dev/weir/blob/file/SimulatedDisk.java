package dev.weir.blob.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A disk that can lose power before any operation, fail one of them, or be full. After a loss of
 * power, synced content and names of synced directories are there for sure; of everything else a
 * random part. A rename is one entry of the filesystem's journal, as on ext4 or XFS.
 */
final class SimulatedDisk implements FileLayer {
  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];
  }

  /** The power went off; the process that asked does not live to see the answer. */
  static final class PowerLoss extends RuntimeException {}

  private final Map<Path, Content> names = new HashMap<>();
  private final Map<Path, Content> durableNames = new HashMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final Set<Path> durableDirectories = new HashSet<>();
  private final Map<Path, Path> unsyncedMoves = new HashMap<>();
  private final Set<Path> unreadable = new HashSet<>();
  private int operations;
  private int powerLossAt = Integer.MAX_VALUE;
  private int failureAt = Integer.MAX_VALUE;
  private long quota = Long.MAX_VALUE;
  private long capacity;

  void losePowerBefore(int operation) {
    powerLossAt = operation;
  }

  void failAt(int operation) {
    failureAt = operation;
  }

  void limit(long bytes) {
    quota = bytes;
  }

  /** From now on it holds so many bytes, and says how many of them are left. */
  void holdAtAll(long bytes) {
    quota = bytes;
    capacity = bytes;
  }

  /** From now on every read of the file that has this name now fails. */
  void losesSectorOf(Path file) {
    unreadable.add(file);
  }

  int operations() {
    return operations;
  }

  /** Files whose name says that they are blobs, with their content. */
  Map<Path, byte[]> filesBelow(Path directory) {
    Map<Path, byte[]> found = new HashMap<>();
    names.forEach(
        (path, content) -> {
          if (path.startsWith(directory)) {
            found.put(path, content.bytes);
          }
        });
    return found;
  }

  /** The disk as the next process finds it. */
  SimulatedDisk afterPowerLoss(Random random) {
    SimulatedDisk next = new SimulatedDisk();
    directories.stream()
        .filter(d -> durableDirectories.contains(d) || random.nextBoolean())
        .forEach(next.directories::add);
    Map<Path, Content> survivors = new HashMap<>(durableNames);
    Set<Path> touched = new HashSet<>(names.keySet());
    touched.addAll(durableNames.keySet());
    for (Path path : touched) {
      Content now = names.get(path);
      if (now != durableNames.get(path) && random.nextBoolean()) {
        if (now == null) {
          survivors.remove(path);
        } else {
          survivors.put(path, now);
        }
      }
    }
    survivors.forEach(
        (path, content) -> {
          if (next.hasAllParents(path)) {
            next.names.put(path, next.reread(content, random));
          }
        });
    next.directories.removeIf(d -> !next.hasAllParents(d));
    next.durableNames.putAll(next.names);
    next.durableDirectories.addAll(next.directories);
    return next;
  }

  private boolean hasAllParents(Path path) {
    Path parent = path.getParent();
    return parent == null
        || parent.getNameCount() == 0
        || (directories.contains(parent) && hasAllParents(parent));
  }

  /** Unsynced content comes back whole, cut, or as zeros, as real filesystems do it. */
  private Content reread(Content lost, Random random) {
    Content found = new Content();
    found.bytes =
        switch (random.nextInt(3)) {
          case 0 -> lost.bytes;
          case 1 -> lost.synced;
          default -> Arrays.copyOf(lost.synced, lost.bytes.length);
        };
    found.synced = found.bytes;
    return found;
  }

  private void step() throws IOException {
    operations++;
    if (operations >= powerLossAt) {
      throw new PowerLoss();
    }
    if (operations == failureAt) {
      throw new IOException("Input/output error");
    }
  }

  private void requireRoom(long more) throws IOException {
    if (used() + more > quota) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    step();
    for (Path d = directory; d != null && d.getNameCount() > 0; d = d.getParent()) {
      directories.add(d);
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step();
    if (!hasAllParents(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    directories.add(directory);
  }

  @Override
  public GrowingFile openForWriting(Path file) throws IOException {
    step();
    if (!hasAllParents(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return new OpenFile(names.computeIfAbsent(file, _ -> new Content()));
  }

  @Override
  public Optional<SeekableByteChannel> open(Path file) {
    return Optional.ofNullable(names.get(file))
        .map(c -> new ReadChannel(c.bytes, unreadable.contains(file)));
  }

  @Override
  public Optional<Facts> facts(Path file) {
    return Optional.ofNullable(names.get(file))
        .map(c -> new Facts(c.bytes.length, Instant.EPOCH, c));
  }

  @Override
  public long room(Path directory) {
    return capacity == 0 ? quota : capacity - used();
  }

  @Override
  public long capacity(Path directory) {
    return capacity;
  }

  private long used() {
    return new HashSet<>(names.values()).stream().mapToLong(c -> c.bytes.length).sum();
  }

  @Override
  public List<String> list(Path directory) {
    Set<Path> children = new HashSet<>(names.keySet());
    children.addAll(directories);
    children.removeIf(p -> !directory.equals(p.getParent()));
    List<String> found = new ArrayList<>();
    children.forEach(c -> found.add(c.getFileName().toString()));
    return found;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    Content moved = names.get(from);
    if (moved == null || !hasAllParents(to)) {
      throw new NoSuchFileException(from + " -> " + to);
    }
    names.remove(from);
    names.put(to, moved);
    unreadable.remove(to);
    unsyncedMoves.put(to, from);
  }

  @Override
  public boolean link(Path file, Path name) throws IOException {
    step();
    Content linked = names.get(file);
    if (linked == null || !hasAllParents(name)) {
      return false;
    }
    names.put(name, linked);
    return true;
  }

  @Override
  public boolean delete(Path path) throws IOException {
    step();
    return names.remove(path) != null || directories.remove(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    directories.stream().filter(d -> isIn(directory, d)).forEach(durableDirectories::add);
    durableDirectories.removeIf(d -> isIn(directory, d) && !directories.contains(d));
    durableNames.keySet().removeIf(p -> isIn(directory, p) && !names.containsKey(p));
    names.forEach(
        (path, content) -> {
          if (isIn(directory, path)) {
            durableNames.put(path, content);
            Path source = unsyncedMoves.remove(path);
            if (source != null) {
              durableNames.remove(source);
            }
          }
        });
    if (directory.getNameCount() <= 1) {
      durableDirectories.add(directory); // whose parent is not the store's business
    }
  }

  private static boolean isIn(Path directory, Path path) {
    return directory.equals(path.getParent());
  }

  private final class OpenFile implements GrowingFile {
    private final Content content;

    OpenFile(Content content) {
      this.content = content;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      step();
      int end = (int) offset + bytes.remaining();
      int growth = Math.max(0, end - content.bytes.length);
      try {
        requireRoom(growth);
      } catch (IOException e) {
        bytes.limit(bytes.position() + bytes.remaining() / 2); // half of it still fits
        put(bytes, (int) offset);
        throw e;
      }
      put(bytes, (int) offset);
    }

    private void put(ByteBuffer bytes, int offset) {
      int length = bytes.remaining();
      byte[] grown = Arrays.copyOf(content.bytes, Math.max(content.bytes.length, offset + length));
      bytes.get(grown, offset, length);
      content.bytes = grown;
    }

    @Override
    public void truncate(long size) throws IOException {
      step();
      content.bytes = Arrays.copyOf(content.bytes, (int) size);
    }

    @Override
    public void sync() throws IOException {
      step();
      content.synced = content.bytes;
    }

    @Override
    public void close() {}
  }

  private static final class ReadChannel implements SeekableByteChannel {
    private final ByteBuffer bytes;
    private final boolean broken;

    ReadChannel(byte[] bytes, boolean broken) {
      this.bytes = ByteBuffer.wrap(bytes);
      this.broken = broken;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (broken) {
        throw new IOException("Input/output error");
      }
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(target.remaining(), bytes.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public long position() {
      return bytes.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
      bytes.position((int) position);
      return this;
    }

    @Override
    public long size() {
      return bytes.limit();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
