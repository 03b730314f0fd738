package dev.weir.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A backup in a tar file, which is looked through once when it is opened. Only files and
 * directories may be in it, under names of their own that lead nowhere else; ustar, pax and GNU's
 * long names are read.
 */
final class TarShelf implements Shelf {
  private static final int FEW = 3;
  private static final int LONGEST_EXTENSION = 64 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Span> spans = new HashMap<>();

  private record Span(long start, long length) {}

  private TarShelf(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static TarShelf open(Path file) throws IOException {
    TarShelf shelf = new TarShelf(file, FileChannel.open(file, StandardOpenOption.READ));
    try {
      shelf.look();
      return shelf;
    } catch (IOException | RuntimeException e) {
      shelf.close();
      throw e;
    }
  }

  private void look() throws IOException {
    long at = 0;
    Map<String, String> more = new HashMap<>();
    while (true) {
      byte[] block = block(at);
      at += TarBlock.BYTES;
      if (TarBlock.isEmpty(block)) {
        return;
      }
      TarBlock head = TarBlock.of(block, file);
      long length = more.containsKey("size") ? TarBlock.decimal(more, file) : head.size();
      if (length > channel.size() - at) {
        throw cutOff();
      }
      switch (head.type()) {
        case 'x' -> more.putAll(TarBlock.records(bytes(at, length), file));
        case 'L' -> more.put("path", TarBlock.text(bytes(at, length)));
        case '0', '\0' -> {
          add(more.getOrDefault("path", head.name()), new Span(at, length));
          more.clear();
        }
        case '5', 'g' -> more.clear();
        default ->
            throw new BackupException(
                "%s holds %s, which is no file: a backup has no links and nothing else in it"
                    .formatted(file, more.getOrDefault("path", head.name())));
      }
      at += (length + TarBlock.BYTES - 1) / TarBlock.BYTES * TarBlock.BYTES;
    }
  }

  private void add(String written, Span span) throws BackupException {
    String name = written.startsWith("./") ? written.substring(2) : written;
    if (name.startsWith("/") || List.of(name.split("/", -1)).contains("..")) {
      throw new BackupException(
          file + " names a file outside of the backup, " + written + "; it is not to be trusted");
    }
    if (spans.put(name, span) != null) {
      throw new BackupException(file + " holds " + name + " twice; it is not to be trusted");
    }
  }

  private byte[] block(long at) throws IOException {
    if (at + TarBlock.BYTES > channel.size()) {
      throw at == 0 ? TarBlock.none(file) : cutOff();
    }
    return read(at, TarBlock.BYTES);
  }

  private byte[] bytes(long at, long length) throws IOException {
    if (length > LONGEST_EXTENSION) {
      throw new BackupException(file + " holds a name that is longer than any can be");
    }
    return read(at, (int) length);
  }

  private byte[] read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw cutOff();
      }
    }
    return bytes.array();
  }

  private BackupException cutOff() {
    return new BackupException(file + " is cut off: the end of the tar file is missing");
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public OptionalLong size(String name) {
    Span span = spans.get(name);
    return span == null ? OptionalLong.empty() : OptionalLong.of(span.length());
  }

  @Override
  public InputStream open(String name) throws IOException {
    Span span = spans.get(name);
    if (span == null) {
      throw new BackupException("the backup in " + file + " lacks the file " + name);
    }
    return new BufferedInputStream(new SpanStream(span));
  }

  @Override
  public Set<String> strangers() {
    Set<String> found = new TreeSet<>();
    for (String name : spans.keySet()) {
      if (found.size() < FEW && !KNOWN.matcher(name).matches()) {
        found.add(name);
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A part of the file. */
  private final class SpanStream extends InputStream {
    private long at;
    private long left;

    SpanStream(Span span) {
      this.at = span.start();
      this.left = span.length();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int wanted = (int) Math.min(left, length);
      int read = channel.read(ByteBuffer.wrap(into, from, wanted), at);
      if (read < 0) {
        throw cutOff();
      }
      at += read;
      left -= read;
      return read;
    }
  }
}
