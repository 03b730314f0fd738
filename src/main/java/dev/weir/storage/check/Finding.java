package dev.weir.storage.check;

import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that is not as it should be.
 *
 * @param object what it is about: a digest, a key of the store, a file
 * @param place where that is used, such as {@code demo/app}; empty for the store as a whole
 * @param message what is wrong with it and what may be done, in a sentence without its full stop
 * @param repaired whether it is in order by now
 */
public record Finding(Kind kind, String object, String place, String message, boolean repaired) {
  /** What may be found. */
  public enum Kind {
    DAMAGED_BLOB("damaged-blob"),
    MISSING_BLOB("missing-blob"),
    STRAY_FILE("stray-file"),
    WRONG_SIZE("wrong-size"),
    WRONG_TYPE("wrong-type"),
    WRONG_SUBJECT("wrong-subject"),
    BAD_MANIFEST("bad-manifest"),
    MISSING_REFERRER("missing-referrer"),
    STRAY_REFERRER("stray-referrer"),
    MISSING_IMAGE("missing-image"),
    WRONG_IMAGE("wrong-image"),
    DAMAGED_TEXT("damaged-text"),
    STRAY_HISTORY("stray-history"),
    MISSING_HISTORY("missing-history"),
    MISSING_MIRROR("missing-mirror"),
    UNREADABLE_ENTRY("unreadable-entry");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Its name for people and programs, such as {@code missing-blob}. */
    public String text() {
      return text;
    }
  }

  static Finding of(Kind kind, String object, Object place, String message) {
    return new Finding(kind, object, place.toString(), message, false);
  }

  Finding asRepaired() {
    return new Finding(kind, object, place, message, true);
  }

  /** True of the same thing, whatever became of it. */
  boolean isSame(Finding other) {
    return kind == other.kind && object.equals(other.object) && place.equals(other.place);
  }

  /** {@code {"type":"finding","kind":"missing-blob","object":"sha256:…","place":"demo/app",…}}. */
  public ObjectNode json() {
    return Json.object()
        .put("type", "finding")
        .put("kind", kind.text)
        .put("object", object)
        .put("place", place)
        .put("message", message)
        .put("repaired", repaired);
  }
}
