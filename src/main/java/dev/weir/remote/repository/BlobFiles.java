package dev.weir.remote.repository;

import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Content in files that its digests name. A file gets its name when all of its bytes were compared
 * and are durable, so nobody takes half of one for the whole, whenever power fails and however many
 * write at once.
 */
final class BlobFiles {
  private static final int BUFFER = 256 * 1024;

  /** Nobody writes to a part any more that is so much older than a new one. */
  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  private final FileRoot root;
  private final Path parts;
  private final Function<Digest, Path> place;
  private final AtomicBoolean swept = new AtomicBoolean();

  /**
   * @param parts directory in the root for what has no name yet
   * @param place of what has a digest, in the root
   */
  BlobFiles(FileRoot root, Path parts, Function<Digest, Path> place) {
    this.root = root;
    this.parts = parts;
    this.place = place;
  }

  /** Bytes of a file; empty if it is not there. */
  OptionalLong size(Digest digest) {
    return FileRoot.tell(
        cannotRead(digest),
        () -> {
          Optional<Path> file = file(digest);
          return file.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Files.size(file.get()));
        });
  }

  private Optional<Path> file(Digest digest) throws IOException {
    return root.find(place.apply(digest)).filter(Files::isRegularFile);
  }

  private String cannotRead(Digest digest) {
    return "cannot read " + place.apply(digest);
  }

  /**
   * All bytes, compared with the digest; empty if there is no such file.
   *
   * @param limit most bytes that are read
   */
  Optional<byte[]> read(Digest digest, int limit) {
    return FileRoot.tell(
        cannotRead(digest),
        () -> {
          Optional<Path> file = file(digest);
          return file.isEmpty()
              ? Optional.empty()
              : Optional.of(compared(bytes(file.get(), limit), digest));
        });
  }

  /** All bytes of a file that may be larger than it should. */
  static byte[] bytes(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new FileSystemException(
            file.toString(), null, "it is larger than " + limit + " bytes");
      }
      return bytes;
    }
  }

  private byte[] compared(byte[] bytes, Digest digest) {
    Digest actual = digest.sameAlgorithm(bytes);
    if (!actual.equals(digest)) {
      throw new RemoteException(
          Kind.DIGEST_MISMATCH,
          "%s is damaged: its bytes hash to %s".formatted(place.apply(digest), actual));
    }
    return bytes;
  }

  /**
   * The bytes from some of them on; nothing compares them.
   *
   * @param name of the repository
   */
  BlobPart open(Digest digest, long from, String name) {
    FileChannel channel =
        channel(digest)
            .orElseThrow(
                () -> new RemoteException(Kind.BLOB_UNKNOWN, name + " has no blob " + digest));
    return FileRoot.tell(cannotRead(digest), () -> new FilePart(channel.position(from), from));
  }

  /** Opens a file; empty if it is not there. */
  Optional<FileChannel> channel(Digest digest) {
    return FileRoot.tell(
        cannotRead(digest),
        () -> {
          Optional<Path> file = file(digest);
          return file.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  FileChannel.open(file.get(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        });
  }

  private record FilePart(FileChannel channel, long start) implements BlobPart {
    @Override
    public Optional<String> validator() {
      return Optional.empty();
    }

    @Override
    public InputStream content() {
      return Channels.newInputStream(channel);
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException _) {
        // nothing was written
      }
    }
  }

  /**
   * Stores what has a digest; what is there is replaced.
   *
   * @param size 0 if nobody knows
   * @throws RemoteException if it was not: nothing is left of it then
   */
  void write(Digest digest, long size, BlobSource source) {
    FileRoot.tell(
        "cannot write " + place.apply(digest),
        () -> {
          root.named(parts, place.apply(digest), part -> fill(part, digest, size, source));
          return true;
        });
  }

  /** As {@link #write}, of few bytes, unless they are there. */
  void writeMissing(Digest digest, byte[] bytes) {
    OptionalLong there = size(digest);
    if (there.isEmpty() || there.getAsLong() != bytes.length || isDamaged(digest, bytes.length)) {
      write(digest, bytes.length, () -> new ByteArrayInputStream(bytes));
    }
  }

  private boolean isDamaged(Digest digest, int size) {
    try {
      return read(digest, size).isEmpty();
    } catch (RemoteException e) {
      if (e.kind() != Kind.DIGEST_MISMATCH) {
        throw e;
      }
      return true;
    }
  }

  private void fill(Path part, Digest digest, long size, BlobSource source) throws IOException {
    MessageDigest function = Digest.newMessageDigest(digest.algorithm());
    long stored = 0;
    try (FileChannel file =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        InputStream in = open(source)) {
      sweep(part);
      byte[] buffer = new byte[BUFFER];
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        function.update(buffer, 0, n);
        stored += n;
        if (size > 0 && stored > size) {
          throw wrong(digest, "more than " + size + " bytes came");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
      if (stored < size) {
        throw wrong(digest, "%d of %d bytes came".formatted(stored, size));
      }
      Digest actual = Digest.ofFinished(digest.algorithm(), function);
      if (!actual.equals(digest)) {
        throw wrong(digest, "they hash to " + actual);
      }
      file.force(true);
    }
  }

  private static RemoteException wrong(Digest digest, String why) {
    return new RemoteException(
        Kind.DIGEST_MISMATCH, "other bytes came than those of " + digest + ": " + why);
  }

  private static InputStream open(BlobSource source) {
    try {
      return source.open();
    } catch (IOException e) {
      throw unread(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw unread(e);
    }
  }

  private static RemoteException unread(IOException e) {
    return e instanceof FileSystemException
        ? new RemoteException(Kind.REGISTRY_ERROR, "cannot read " + FileProblem.named(e))
        : RemoteBlobPart.failure(e);
  }

  /** Takes away what others left who were killed, once. */
  private void sweep(Path part) throws IOException {
    if (swept.getAndSet(true)) {
      return;
    }
    Instant oldest = Files.getLastModifiedTime(part).toInstant().minus(LEFT_BEHIND);
    try (Stream<Path> files = Files.list(part.resolveSibling("."))) {
      List<Path> parts =
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith(FileRoot.PART))
              .toList();
      for (Path other : parts) {
        if (isOlder(other, oldest)) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  private static boolean isOlder(Path part, Instant oldest) throws IOException {
    try {
      return Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isBefore(oldest);
    } catch (NoSuchFileException _) {
      return false; // it has its name by now
    }
  }

  /**
   * Makes what others have known here: by a second name of the same file, or by a copy where the
   * filesystem has no such names.
   *
   * @return false if the others do not have it
   */
  boolean take(Digest digest, BlobFiles others) {
    return FileRoot.tell(
        "cannot write " + place.apply(digest),
        () -> {
          Optional<Path> file = others.file(digest);
          if (file.isEmpty()) {
            return false;
          }
          root.named(parts, place.apply(digest), part -> linkOrCopy(file.get(), part, digest));
          return true;
        });
  }

  /** Gives what is here a second name. */
  void name(Digest digest, Path name) throws IOException {
    Path file = file(digest).orElseThrow();
    root.named(parts, name, part -> linkOrCopy(file, part, digest));
  }

  private void linkOrCopy(Path file, Path part, Digest digest) throws IOException {
    try {
      Files.createLink(part, file);
    } catch (UnsupportedOperationException | FileSystemException _) {
      // no such links there, or too many: a copy works, or says why not
      fill(part, digest, 0, () -> Files.newInputStream(file));
    }
  }
}
