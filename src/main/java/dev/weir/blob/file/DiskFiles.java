package dev.weir.blob.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operating system's files. What changes names is done by {@link BlockingCalls}, and so is what
 * reads: others than for names, so that neither waits for the other.
 */
final class DiskFiles implements FileLayer {
  /** The journal takes one change after the other anyhow. */
  private static final int CHANGES_AT_ONCE = 8;

  /** More than a disk can do at once, so that some slow ones leave room for others. */
  private static final int READS_AT_ONCE = 16;

  private final BlockingCalls calls =
      new BlockingCalls("weir-directories-", CHANGES_AT_ONCE, Carriers.NONE);

  private final BlockingCalls reads;

  /** Those that may wait for reads. */
  DiskFiles(Carriers carriers) {
    reads = new BlockingCalls("weir-files-", READS_AT_ONCE, carriers);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    try {
      Path _ = calls.run(() -> Files.createDirectory(directory));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  @Override
  public GrowingFile openForWriting(Path file) throws IOException {
    return new OpenFile(
        calls.run(
            () -> FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
  }

  @Override
  public Optional<SeekableByteChannel> open(Path file) throws IOException {
    try {
      FileChannel open = reads.run(() -> FileChannel.open(file, StandardOpenOption.READ));
      return Optional.of(new PatientFile(open, reads));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Facts> facts(Path file) throws IOException {
    try {
      var attributes = reads.run(() -> Files.readAttributes(file, BasicFileAttributes.class));
      return Optional.of(
          new Facts(
              attributes.size(),
              attributes.lastModifiedTime().toInstant(),
              Objects.requireNonNullElse(attributes.fileKey(), "")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public long room(Path directory) {
    return directory.toFile().getUsableSpace();
  }

  @Override
  public long capacity(Path directory) {
    return directory.toFile().getTotalSpace();
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(e -> e.getFileName().toString()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Path _ = calls.run(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public boolean link(Path file, Path name) throws IOException {
    try {
      Path _ = calls.run(() -> Files.createLink(name, file));
      return true;
    } catch (UnsupportedOperationException | FileSystemException _) {
      return false; // another filesystem, too many names, no rights: a copy works, or says why not
    }
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return calls.run(() -> Files.deleteIfExists(path));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record OpenFile(FileChannel channel) implements GrowingFile {
    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false); // the size is synced with the content; times do not matter
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
