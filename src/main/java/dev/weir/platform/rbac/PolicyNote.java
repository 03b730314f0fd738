package dev.weir.platform.rbac;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.store.Entry;
import dev.weir.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What the default roles and bindings were when a server last brought them to where they should be:
 * the edition of the defaults, then a line for each object with the revision of its version. It is
 * written together with them.
 */
final class PolicyNote {
  static final String KEY = "/defaults/rbac";

  /** Stands for the revision of the note itself, which is not known before it is written. */
  private static final long WITH_THE_NOTE = 0;

  /** What decides how the default objects look: with one of them the edition changes. */
  private static final List<String> SOURCES =
      List.of(
          "default-roles.yaml",
          "DefaultRoles.class",
          "DefaultPolicy.class",
          "Aggregation.class",
          "PolicyNote.class",
          "HeldRights.class",
          "/dev/weir/access/PolicyRule.class",
          "/dev/weir/objects/meta/MetaRules.class",
          "/dev/weir/resource/ApiObject.class",
          "/dev/weir/resource/Kinds.class");

  private final Map<String, Long> revisions = new TreeMap<>();

  /** Notes a default object; one that is not there yet comes with the note. */
  void add(String key, Optional<Entry> present) {
    revisions.put(key, present.map(Entry::modRevision).orElse(WITH_THE_NOTE));
  }

  /** The object gets a new version together with the note. */
  void changed(String key) {
    revisions.computeIfPresent(key, (_, _) -> WITH_THE_NOTE);
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder(edition()).append('\n');
    revisions.forEach(
        (key, revision) -> text.append(revision).append(' ').append(key).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  /** Whether this program's defaults were written and none of them was touched since. */
  static boolean holds(Store store) {
    return store.get(KEY).filter(note -> holds(store, note)).isPresent();
  }

  private static boolean holds(Store store, Entry note) {
    Iterator<String> lines = new String(note.value(), UTF_8).lines().iterator();
    if (!lines.hasNext() || !lines.next().equals(edition())) {
      return false;
    }
    while (lines.hasNext()) {
      String line = lines.next();
      int space = line.indexOf(' ');
      long noted = Long.parseLong(line, 0, space, 10);
      long expected = noted == WITH_THE_NOTE ? note.modRevision() : noted;
      Optional<Entry> present = store.get(line.substring(space + 1));
      if (present.isEmpty() || present.get().modRevision() != expected) {
        return false;
      }
    }
    return true;
  }

  /** A checksum: it tells versions of the program apart, and nobody gains by forging it. */
  private static String edition() {
    CRC32 sum = new CRC32();
    long length = 0;
    for (String source : SOURCES) {
      try (InputStream in = PolicyNote.class.getResourceAsStream(source)) {
        byte[] bytes = Objects.requireNonNull(in, source).readAllBytes();
        sum.update(bytes);
        length += bytes.length;
      } catch (IOException e) {
        throw new UncheckedIOException(e); // they lie beside this class
      }
    }
    return Long.toHexString(sum.getValue()) + "-" + length;
  }
}
