package dev.weir.remote.extract;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar file from its beginning to its end, in the forms that layers have: ustar, pax, and
 * GNU's long names and large numbers. What it holds of an entry is bounded, whatever that says.
 */
public final class TarReader {
  private static final int MAX_EXTENSION = 1024 * 1024;
  private static final long MAX_SIZE = 1L << 50;
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final Map<String, String> global = new HashMap<>();
  private long left;
  private int padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * A stream of the same bytes, which begin as a tar file does: with an entry, or with zeros if it
   * has none.
   *
   * @throws TarException if they do not
   */
  public static InputStream checked(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(TarHeader.BLOCK);
    byte[] block = buffered.readNBytes(TarHeader.BLOCK);
    if (block.length < TarHeader.BLOCK) {
      throw new TarException("it is no tar file, or it is cut off");
    }
    if (!TarHeader.isEmpty(block)) {
      var _ = TarHeader.of(block);
    }
    buffered.reset();
    return buffered;
  }

  /**
   * The next entry; what was not read of the one before is passed over. Empty at the end.
   *
   * @throws TarException if the bytes are no tar file
   */
  Optional<TarEntry> next() throws IOException {
    in.skipNBytes(left + padding);
    left = 0;
    padding = 0;
    Map<String, String> own = new HashMap<>(global);
    while (true) {
      Optional<TarHeader> found = header();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      TarHeader header = found.get();
      switch (header.type()) {
        case 'x' -> own.putAll(PaxRecords.parse(extension(header)));
        case 'g' -> {
          global.putAll(PaxRecords.parse(extension(header)));
          own.putAll(global);
        }
        case 'L' -> own.put("path", TarHeader.text(extension(header)));
        case 'K' -> own.put("linkpath", TarHeader.text(extension(header)));
        default -> {
          return Optional.of(entry(header, own));
        }
      }
    }
  }

  private Optional<TarHeader> header() throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    if (block.length == 0 || (block.length == TarHeader.BLOCK && TarHeader.isEmpty(block))) {
      return Optional.empty();
    }
    if (block.length < TarHeader.BLOCK) {
      throw new TarException("the tar file is cut off");
    }
    return Optional.of(TarHeader.of(block));
  }

  private byte[] extension(TarHeader header) throws IOException {
    if (header.size() > MAX_EXTENSION) {
      throw new TarException("the tar file has a name or header of " + header.size() + " bytes");
    }
    byte[] bytes = in.readNBytes((int) header.size());
    if (bytes.length < header.size()) {
      throw new TarException("the tar file is cut off");
    }
    in.skipNBytes(padding(header.size()));
    return bytes;
  }

  private static int padding(long size) {
    return (int) ((TarHeader.BLOCK - size % TarHeader.BLOCK) % TarHeader.BLOCK);
  }

  private TarEntry entry(TarHeader header, Map<String, String> own) throws IOException {
    String name = own.getOrDefault("path", header.name());
    if (header.type() == 'S' || own.containsKey(PaxRecords.SPARSE)) {
      throw new TarException(
          "\"" + ImagePath.shown(name) + "\" is a sparse file, which is not read here");
    }
    TarEntry.Type type = header.kind(name);
    long size = PaxRecords.number(own, "size", header.size());
    if (size > MAX_SIZE) {
      throw new TarException(
          "\"" + ImagePath.shown(name) + "\" says that it has " + size + " bytes");
    }
    String target = own.getOrDefault("linkpath", header.target());
    if (target.length() > ImagePath.LONGEST) {
      throw new TarException(
          "\"%s\" is a link to a name of %d characters"
              .formatted(ImagePath.shown(name), target.length()));
    }
    left = header.hasContent() ? size : 0;
    padding = padding(left);
    return new TarEntry(
        withoutSlash(name),
        type,
        header.mode(),
        left,
        target,
        PaxRecords.number(own, "uid", header.owner()),
        PaxRecords.number(own, "gid", header.group()),
        modified(own, header.modified()));
  }

  private static String withoutSlash(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) == '/') {
      end--;
    }
    return name.substring(0, end);
  }

  private static Instant modified(Map<String, String> own, long seconds) {
    try {
      String text = own.getOrDefault("mtime", "");
      return Instant.ofEpochSecond(
          text.matches("-?\\d{1,12}(\\.\\d*)?")
              ? (long) Math.floor(Double.parseDouble(text))
              : seconds);
    } catch (DateTimeException _) {
      return Instant.EPOCH;
    }
  }

  /** Reads content of the entry that came last; fewer than none at its end. */
  int read(byte[] bytes) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(bytes, 0, (int) Math.min(bytes.length, left));
    if (n < 0) {
      throw new EOFException("the tar file is cut off");
    }
    left -= n;
    return n;
  }
}
