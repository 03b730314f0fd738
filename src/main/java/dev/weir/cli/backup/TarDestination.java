package dev.weir.cli.backup;

import dev.weir.backup.BackupException;
import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.backup.Shelf;
import dev.weir.backup.Summary;
import dev.weir.backup.TarPlace;
import dev.weir.backup.TarWriter;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import dev.weir.resource.StatusException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A tar file, which is written whole each time, beside its place, and put there at the end. */
final class TarDestination implements Destination {
  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private final Path part;
  private final LocalFile out;
  private final TarWriter tar;
  private final List<Path> spooled = new ArrayList<>();

  private TarDestination(Path file, Path part, LocalFile out) {
    this.file = file;
    this.part = part;
    this.out = out;
    this.tar = new TarWriter(out);
  }

  /**
   * Begins the file.
   *
   * @throws BackupException if it cannot be written there, or something else is there
   */
  static TarDestination open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BackupException(file + " is a directory, and a tar file was to be written there");
    }
    TarPlace.require(file);
    Path part = file.resolveSibling(file.getFileName() + Shelf.UNFINISHED);
    TarPlace.requireUnfinished(part);
    LocalFile out = LocalFile.append(part);
    try {
      if (!out.lock()) {
        throw new BackupException(
            "another backup is being written to " + file + "; wait for it, or choose another");
      }
      out.cutTo(0);
      return new TarDestination(file, part, out);
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  private Path spool(String name) {
    return file.resolveSibling(file.getFileName() + "." + name + Shelf.UNFINISHED);
  }

  @Override
  public Sink file(String name) throws IOException {
    Path path = spool(name);
    spooled.add(path);
    LocalFile spool = LocalFile.fresh(path);
    return new Sink() {
      @Override
      public OutputStream out() {
        return spool;
      }

      @Override
      public void keep() throws IOException {
        try (InputStream content = Files.newInputStream(path)) {
          tar.add(name, spool.length(), content);
        }
      }

      @Override
      public void close() throws IOException {
        spool.close();
      }
    };
  }

  @Override
  public ItemReader store(String name) throws IOException {
    return new ItemReader(
        new BufferedInputStream(
            new GZIPInputStream(Files.newInputStream(spool(name)), BUFFER), BUFFER),
        spool(name).toString());
  }

  @Override
  public boolean has(Digest digest, long size) {
    return false;
  }

  @Override
  public void fetch(Item blob, Digest digest, RunningServer from, Counted counted)
      throws IOException {
    long begin = out.length();
    try {
      tar.begin(Shelf.blob(digest), blob.created());
      new BlobCopy(from, counted).into(out, out.length(), digest, blob.created());
      tar.fill(blob.created());
    } catch (IOException | StatusException e) {
      out.cutTo(begin);
      throw e;
    }
  }

  @Override
  public long finish(Summary summary, Set<String> wanted) throws IOException {
    byte[] bytes = summary.bytes();
    tar.add(Summary.FILE, bytes.length, new ByteArrayInputStream(bytes));
    tar.end();
    out.sync();
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BackupException("cannot write " + file + ": " + FileProblem.words(e), e);
    }
    LocalFile.syncDirectory(file.toAbsolutePath().resolveSibling(""));
    return 0;
  }

  @Override
  public void close() throws IOException {
    for (Path path : spooled) {
      Files.deleteIfExists(path);
    }
    out.close();
    Files.deleteIfExists(part);
  }
}
