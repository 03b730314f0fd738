package dev.weir.streams.parts;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that images of a stream are made of, with the number of places that name it in each
 * repository. Nearly all of them are of one repository, and there are many.
 */
public final class Part {
  private static final long UNKNOWN = -1;

  private String mediaType;
  private long size;
  private String repository;
  private int times;
  private @Nullable Map<String, Integer> others;

  Part(String mediaType, long size) {
    this.mediaType = mediaType;
    this.size = size;
    this.repository = "";
  }

  /** An image itself, of which its event says no more than the digest. */
  static Part image() {
    return new Part("", UNKNOWN);
  }

  /** Empty if it is not known. */
  public String mediaType() {
    return mediaType;
  }

  /** Bytes, as whoever names it says; empty if it is not known. */
  public OptionalLong size() {
    return size == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** Where images lie that are made of it. */
  public Set<String> repositories() {
    Set<String> all = new TreeSet<>();
    if (times > 0) {
      all.add(repository);
    }
    if (others != null) {
      all.addAll(others.keySet());
    }
    return all;
  }

  /** Takes up what is said of it, where nothing is known yet. */
  void told(String type, long bytes) {
    mediaType = mediaType.isEmpty() ? type : mediaType;
    size = size == UNKNOWN ? bytes : size;
  }

  void told(String type) {
    told(type, UNKNOWN);
  }

  /** True if it is the first time in that repository. */
  boolean more(String in) {
    if (times == 0 && (others == null || !others.containsKey(in))) {
      repository = in;
    }
    if (in.equals(repository)) {
      return ++times == 1;
    }
    if (others == null) {
      others = new HashMap<>(2);
    }
    return others.merge(in, 1, Integer::sum) == 1;
  }

  /** True if it was the last time in that repository. */
  boolean fewer(String in) {
    if (in.equals(repository) && times > 0) {
      return --times == 0;
    }
    return others != null
        && others.containsKey(in)
        && others.computeIfPresent(in, (_, n) -> n == 1 ? null : n - 1) == null;
  }

  boolean isGone() {
    return times == 0 && (others == null || others.isEmpty());
  }
}
