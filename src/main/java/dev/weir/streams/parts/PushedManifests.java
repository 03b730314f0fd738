package dev.weir.streams.parts;

import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What manifests are made of, by their own bytes as they were pushed, and not by what an Image says
 * of them, which may be what somebody made up in a mapping. Says nothing about who may see them.
 */
public final class PushedManifests implements Manifests {
  private final Bytes bytes;
  private final Memory memory;

  /** A blob that was read; empty if it is no manifest. */
  private record Read(Optional<Composition> composition) {
    int size() {
      return composition.map(Composition::size).orElse(1);
    }
  }

  public PushedManifests(Bytes bytes) {
    this(bytes, new Memory());
  }

  private PushedManifests(Bytes bytes, Memory memory) {
    this.bytes = bytes;
    this.memory = memory;
  }

  /** Those of another place, remembered within the same bound. */
  public PushedManifests elsewhere(Bytes other) {
    return new PushedManifests(other, memory);
  }

  /** Where bytes of manifests are. */
  public interface Bytes {
    /** The bytes of a digest, compared with it; empty if they are not there. */
    Optional<byte[]> read(Digest digest, int most) throws IOException;
  }

  /** Empty if the manifest was never pushed here, or its bytes are not its digest's any more. */
  @Override
  public Optional<Composition> find(Digest digest) {
    Read remembered = memory.find(new Key(this, digest));
    if (remembered != null) {
      return remembered.composition();
    }
    Optional<Read> read = bytes(digest).map(PushedManifests::parse);
    read.ifPresent(found -> memory.keep(new Key(this, digest), found));
    return read.flatMap(Read::composition);
  }

  /** Its bytes are not there any more. */
  public void forget(Digest digest) {
    memory.forget(new Key(this, digest));
  }

  private Optional<byte[]> bytes(Digest digest) {
    try {
      return bytes.read(digest, ManifestReader.MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read manifest " + digest, e);
    }
  }

  private static Read parse(byte[] bytes) {
    try {
      return new Read(Optional.of(Composition.of(ManifestReader.readStored(bytes))));
    } catch (ManifestException _) {
      return new Read(Optional.empty());
    }
  }

  /** A manifest of one place. */
  private record Key(PushedManifests place, Digest digest) {}

  /** What was read last, wherever. */
  private static final class Memory {
    /** Most digests that are remembered, of all manifests together. */
    private static final int MAX_DIGESTS = 50_000;

    /** When it is full, one of so many takes the place of what nobody asked for longest. */
    private static final int TAKEN_ON = 16;

    private final Map<Key, Read> known = new LinkedHashMap<>(64, 0.75f, true);
    private int held;
    private int readWhenFull;

    synchronized @Nullable Read find(Key key) {
      return known.get(key);
    }

    synchronized void forget(Key key) {
      Read gone = known.remove(key);
      if (gone != null) {
        held -= gone.size();
      }
    }

    /**
     * Who goes round and round more manifests than fit in would never find one, if each took the
     * place of the next one that is asked for: most of what is there stays.
     */
    synchronized void keep(Key key, Read read) {
      if (held + read.size() > MAX_DIGESTS && readWhenFull++ % TAKEN_ON != 0) {
        return;
      }
      if (known.put(key, read) == null) {
        held += read.size();
      }
      Iterator<Read> oldest = known.values().iterator();
      while (held > MAX_DIGESTS && oldest.hasNext()) {
        held -= oldest.next().size();
        oldest.remove();
      }
    }
  }
}
