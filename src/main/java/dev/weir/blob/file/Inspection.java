package dev.weir.blob.file;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Looks at the files of a store as the disk has them now, for whoever checks it. It asks nothing of
 * what reads have found, and lets no later read believe that a file was compared: a file that was
 * sound a moment ago is looked at like any other. Changes nothing but what {@link #takeAway} and
 * the like are asked to.
 */
public final class Inspection {
  /** All directories below that of an algorithm that hold blobs, in order. */
  public static final List<String> SHELVES =
      IntStream.range(0, 256).mapToObj("%02x"::formatted).toList();

  private static final int MOST_READ = 256 * 1024;

  private final FileLayer files;
  private final BlobPaths paths;
  private final BlobShelves shelves;

  Inspection(FileLayer files, BlobPaths paths, BlobShelves shelves) {
    this.files = files;
    this.paths = paths;
    this.shelves = shelves;
  }

  /** What there is to say of a blob's file. */
  public enum Verdict {
    SOUND,
    /** Its bytes are others than those that its name says. */
    DAMAGED,
    /** The disk does not give its bytes. */
    UNREADABLE,
    MISSING
  }

  /** A blob's file as it was seen. */
  public static final class Seen {
    private final Verdict verdict;
    private final Optional<FileLayer.Facts> facts;

    private Seen(Verdict verdict, Optional<FileLayer.Facts> facts) {
      this.verdict = verdict;
      this.facts = facts;
    }

    public Verdict verdict() {
      return verdict;
    }

    public boolean isSound() {
      return verdict == Verdict.SOUND;
    }

    /** Bytes of the file; 0 if there is none. */
    public long size() {
      return facts.map(FileLayer.Facts::size).orElse(0L);
    }
  }

  /**
   * What lies on a shelf.
   *
   * @param blobs in order
   * @param strays paths of files that are no blobs, below the store's directory
   */
  public record Shelf(List<Digest> blobs, List<String> strays) {
    public Shelf {
      blobs = List.copyOf(blobs);
      strays = List.copyOf(strays);
    }
  }

  /** Hears how many bytes were read, and may take its time. */
  public interface Pace {
    /** Goes on at once. */
    Pace NONE = _ -> {};

    void read(long bytes) throws IOException;
  }

  /**
   * All that lies on a shelf, of all algorithms.
   *
   * @param number one of {@link #SHELVES}
   */
  public Shelf shelf(String number) throws IOException {
    List<Digest> blobs = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    for (String algorithm : BlobPaths.ALGORITHMS) {
      if (!files.list(paths.algorithm(algorithm)).contains(number)) {
        continue;
      }
      for (String name : files.list(paths.algorithm(algorithm).resolve(number))) {
        Optional<Digest> digest =
            Digest.tryParse(algorithm + ":" + name).filter(d -> d.hex().startsWith(number));
        digest.ifPresentOrElse(
            blobs::add, () -> strays.add("blobs/" + algorithm + "/" + number + "/" + name));
      }
    }
    blobs.sort(Comparator.comparing(Digest::toString));
    strays.sort(Comparator.naturalOrder());
    return new Shelf(blobs, strays);
  }

  /** Paths of what lies beside the shelves, below the store's directory. */
  public List<String> strays() throws IOException {
    List<String> strays = new ArrayList<>();
    for (String algorithm : BlobPaths.ALGORITHMS) {
      for (String name : files.list(paths.algorithm(algorithm))) {
        if (!BlobPaths.isShelf(name)) {
          strays.add("blobs/" + algorithm + "/" + name);
        }
      }
    }
    return strays;
  }

  /** Bytes of a blob's file, whatever they are; empty if there is none. */
  public OptionalLong size(Digest digest) throws IOException {
    return files
        .facts(paths.blob(digest))
        .map(facts -> OptionalLong.of(facts.size()))
        .orElse(OptionalLong.empty());
  }

  /** Reads a blob's file and compares it with its digest. */
  public Seen compare(Digest digest, Pace pace) throws IOException {
    return compare(digest, pace, MOST_READ);
  }

  /**
   * As {@link #compare(Digest, Pace)}, in small pieces.
   *
   * @param most bytes that are read at once
   */
  public Seen compare(Digest digest, Pace pace, int most) throws IOException {
    Optional<FileLayer.Facts> facts = files.facts(paths.blob(digest));
    Optional<SeekableByteChannel> found =
        facts.isEmpty() ? Optional.empty() : files.open(paths.blob(digest));
    if (found.isEmpty()) {
      shelves.requireInPlace();
      return new Seen(Verdict.MISSING, Optional.empty());
    }
    MessageDigest function = Digest.newMessageDigest(digest.algorithm());
    try (SeekableByteChannel bytes = found.get()) {
      if (!feed(bytes, function, pace, most)) {
        return new Seen(Verdict.UNREADABLE, facts);
      }
    }
    boolean sound = Digest.ofFinished(digest.algorithm(), function).equals(digest);
    return new Seen(sound ? Verdict.SOUND : Verdict.DAMAGED, facts);
  }

  /** False if the disk does not give the bytes. */
  private static boolean feed(
      SeekableByteChannel bytes, MessageDigest function, Pace pace, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(most);
    while (true) {
      int count;
      try {
        count = bytes.read(buffer.clear());
      } catch (IOException e) {
        if (BlobShelves.isDiskError(e)) {
          return false;
        }
        throw e;
      }
      if (count < 0) {
        return true;
      }
      function.update(buffer.array(), 0, count);
      pace.read(count);
    }
  }

  /**
   * All bytes of a small blob, if they are its digest's; empty if there is none, or it has more
   * bytes than that, or others.
   */
  public Optional<byte[]> read(Digest digest, int most) throws IOException {
    Optional<FileLayer.Facts> facts =
        files.facts(paths.blob(digest)).filter(found -> found.size() <= most);
    Optional<SeekableByteChannel> found =
        facts.isEmpty() ? Optional.empty() : files.open(paths.blob(digest));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (SeekableByteChannel bytes = found.get()) {
      byte[] all = Channels.newInputStream(bytes).readNBytes(most + 1);
      return Optional.of(all).filter(b -> digest.sameAlgorithm(b).equals(digest));
    } catch (IOException e) {
      if (BlobShelves.isDiskError(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Moves a file out of the way that was seen not to be the blob, unless another has taken its
   * place since.
   */
  public void takeAway(Digest digest, Seen seen) throws IOException {
    if (!seen.isSound() && seen.facts.isPresent()) {
      shelves.takeAway(digest, seen.facts.get());
    }
  }

  /** Remembers that a blob should be there and is not, until it comes; see {@link #lost}. */
  public void note(Digest digest) throws IOException {
    shelves.noteLost(digest);
  }

  /**
   * Blobs that were damaged or found missing, and have not come again, also before the last start.
   */
  public List<Digest> lost() throws IOException {
    List<Digest> lost = new ArrayList<>();
    for (String algorithm : BlobPaths.ALGORITHMS) {
      for (String name : shelves.losses().names(algorithm)) {
        Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
        if (digest.isPresent() && files.facts(paths.blob(digest.get())).isEmpty()) {
          lost.add(digest.get());
        }
      }
    }
    return lost;
  }

  /** True of one of {@link #lost}. */
  public boolean isLost(Digest digest) throws IOException {
    return files.facts(paths.damaged(digest)).isPresent()
        && files.facts(paths.blob(digest)).isEmpty();
  }

  /** Removes what is left of a lost blob, which nobody wants any more. */
  public void forget(Digest digest) throws IOException {
    shelves.losses().forget(digest);
  }

  /** Moves a file that is no blob among what was damaged; see {@link Shelf}. */
  public void putAside(String stray) throws IOException {
    shelves.losses().putAside(stray);
  }
}
