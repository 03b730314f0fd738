package dev.weir.remote.extract;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What newer layers hide of older ones (OCI image-spec, "layer"): what they have themselves under
 * the same name, what they take away ({@code .wh.NAME}), and what stood in a directory before they
 * made it anew ({@code .wh..wh..opq}). Layers are told from the newest to the oldest.
 */
final class Shadow {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Names of AUFS that mean nothing to others. */
  private static final String META = ".wh..wh.";

  /** A name of newer layers; true of a directory, of which there may be more below. */
  private final Map<String, Boolean> names = new HashMap<>();

  private final Set<String> gone = new HashSet<>();
  private final Set<String> emptied = new HashSet<>();
  private final Map<String, Boolean> ownNames = new HashMap<>();
  private final Set<String> ownGone = new HashSet<>();
  private final Set<String> ownEmptied = new HashSet<>();
  private final Held held;

  /**
   * Of nothing yet.
   *
   * @param held is told of all names that are kept
   */
  Shadow(Held held) {
    this.held = held;
  }

  /** True of an entry that is no file, but says what becomes of older ones. */
  static boolean isMark(String path) {
    return ImagePath.last(path).startsWith(WHITEOUT);
  }

  /**
   * Takes in what the layer that is being read has.
   *
   * @throws TarException if that is more than can be held
   */
  void saw(String path, boolean directory) throws TarException {
    String last = ImagePath.last(path);
    if (last.equals(OPAQUE)) {
      keep(ownEmptied, ImagePath.parent(path));
    } else if (last.startsWith(WHITEOUT)) {
      if (!last.startsWith(META)) {
        String parent = ImagePath.parent(path);
        String name = last.substring(WHITEOUT.length());
        keep(ownGone, parent.isEmpty() ? name : parent + "/" + name);
      }
    } else {
      if (ownNames.put(path, directory) == null) {
        held.add(path);
      }
      for (String at = ImagePath.parent(path); !at.isEmpty(); at = ImagePath.parent(at)) {
        if (ownNames.putIfAbsent(at, true) != null) {
          return;
        }
        held.add(at);
      }
    }
  }

  private void keep(Set<String> paths, String path) throws TarException {
    if (paths.add(path)) {
      held.add(path);
    }
  }

  /** The layer was read: what comes now is older. */
  void nextLayer() {
    ownNames.forEach((path, directory) -> names.merge(path, directory, (newer, _) -> newer));
    gone.addAll(ownGone);
    emptied.addAll(ownEmptied);
    ownNames.clear();
    ownGone.clear();
    ownEmptied.clear();
  }

  /** True of what newer layers leave nothing of. */
  boolean hides(String path, boolean directory) {
    Boolean newer = names.get(path);
    if (gone.contains(path) || (newer != null && !(newer && directory))) {
      return true;
    }
    for (String at = path; !at.isEmpty(); ) {
      at = ImagePath.parent(at);
      boolean file = Boolean.FALSE.equals(names.get(at));
      if (file || emptied.contains(at) || gone.contains(at)) {
        return true;
      }
    }
    return false;
  }

  /** True of a directory that a newer layer says something of, by itself or by what is in it. */
  boolean isKnown(String path) {
    return names.containsKey(path);
  }

  /** True of what newer layers have a directory instead of, by itself or by what is in it. */
  boolean isDirectory(String path) {
    return Boolean.TRUE.equals(names.get(path));
  }

  /** True of a file of the layer that is being read. */
  boolean isOwnFile(String path) {
    return Boolean.FALSE.equals(ownNames.get(path));
  }
}
