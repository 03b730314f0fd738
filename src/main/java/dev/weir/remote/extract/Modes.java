package dev.weir.remote.extract;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Which rights files get. As with other programs, what comes out of an image is its user's own:
 * directories are open to others, files to the group; of the image's own bits only counts whether a
 * file is a program.
 */
enum Modes {
  /** Our own, without setuid, setgid and sticky. */
  OURS {
    @Override
    int of(TarEntry entry) {
      if (entry.type() != TarEntry.Type.FILE) {
        return 0755;
      }
      return (entry.mode() & 0111) == 0 ? 0640 : 0750;
    }
  },
  /** Those that the image has. */
  PRESERVED {
    @Override
    int of(TarEntry entry) {
      return entry.mode();
    }
  };

  private static final int ALL = 0777;

  /** Bits as {@code chmod} takes them. */
  abstract int of(TarEntry entry);

  /** As {@code ls} shows them, without what stands before them. */
  static String text(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      boolean set = (mode & 1 << bit) != 0;
      text.append(set ? "xwr".charAt(bit % 3) : '-');
    }
    return text.toString();
  }

  /** Those that Java knows. */
  static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString(text(mode & ALL));
  }
}
