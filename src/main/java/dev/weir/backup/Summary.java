package dev.weir.backup;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a backup says of itself, in {@code backup.json}. It is written last: a directory without it
 * holds no backup, and what it does not name does not belong to one.
 *
 * @param weir version of the program that made it
 * @param made when it was begun, by the clock of whoever wrote it
 * @param revision of the server's store that all of it shows
 * @param store the file with everything but blobs, compressed by gzip
 * @param items in that file
 * @param blobs how many belong to it
 * @param blobBytes sum of their sizes
 * @param missing blobs of it that the server could not give, since they were damaged there
 * @param keys the file with the server's keys, locked by a passphrase; empty if they are not in it
 */
public record Summary(
    String weir,
    Instant made,
    long revision,
    Part store,
    long items,
    long blobs,
    long blobBytes,
    List<String> missing,
    Optional<Part> keys) {
  /** Name of the file. */
  public static final String FILE = "backup.json";

  /** The newest format that this program reads, and the one that it writes. */
  public static final int FORMAT = 1;

  private static final String KIND = "WeirBackup";

  public Summary {
    missing = List.copyOf(missing);
  }

  /**
   * A file of the backup.
   *
   * @param name beside {@code backup.json}
   * @param sha256 hexadecimal
   */
  public record Part(String name, long bytes, String sha256) {
    private ObjectNode json() {
      return Json.object().put("file", name).put("bytes", bytes).put("sha256", sha256);
    }
  }

  /** The file's bytes. */
  public byte[] bytes() {
    ObjectNode json = json();
    json.put("sum", sum(json));
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode json() {
    ObjectNode json = Json.object().put("kind", KIND).put("format", FORMAT);
    json.put("weir", weir).put("made", made.toString()).put("revision", revision);
    json.set("store", store.json().put("items", items));
    ObjectNode content = json.putObject("blobs").put("count", blobs).put("bytes", blobBytes);
    ArrayNode list = content.putArray("missing");
    missing.forEach(list::add);
    json.put("encryptedKeys", keys.isPresent());
    keys.ifPresent(part -> json.set("keys", part.json()));
    return json;
  }

  /** What is said of all the rest, so that a slip of the disk or of a hand is seen. */
  private static String sum(ObjectNode rest) {
    return Digest.of(Json.bytes(rest)).hex();
  }

  /**
   * Reads the file.
   *
   * @param place of the backup, for whoever reads of its faults
   * @throws BackupException if it is of a newer format, or damaged
   */
  public static Summary read(byte[] bytes, String place) throws BackupException {
    ObjectNode json = ofKind(bytes, place);
    long format = Json.whole(json.path("format")).orElse(Long.MAX_VALUE);
    if (format > FORMAT) {
      throw new BackupException(
          "the backup in %s has format %s, and this Weir reads formats up to %d; use a newer Weir"
              .formatted(place, json.path("format"), FORMAT));
    }
    try {
      Summary read = of(json);
      String sum = Json.string(json, "sum");
      json.remove("sum");
      if (!sum.equals(sum(json))) {
        throw damaged(place, "its sum does not fit to what it says", null);
      }
      return read;
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw damaged(place, "something is missing in it", e);
    }
  }

  /** Requires that it tells of a backup, of whatever format. */
  static void requireKind(byte[] bytes, String place) throws BackupException {
    ObjectNode _ = ofKind(bytes, place);
  }

  private static ObjectNode ofKind(byte[] bytes, String place) throws BackupException {
    ObjectNode json;
    try {
      json = Json.parseObject(bytes);
    } catch (JacksonException | IllegalArgumentException e) {
      throw damaged(place, "it is no JSON document, or one that is cut off", e);
    }
    if (!Json.string(json, "kind").equals(KIND)) {
      throw damaged(place, "it is of no backup of Weir's", null);
    }
    return json;
  }

  private static BackupException damaged(String place, String how, @Nullable Exception cause) {
    String text = FILE + " in " + place + " is damaged: " + how + "; take another backup";
    return cause == null ? new BackupException(text) : new BackupException(text, cause);
  }

  private static Summary of(ObjectNode json) {
    ObjectNode blobs = Json.objectAt(json, "blobs");
    return new Summary(
        Json.string(json, "weir"),
        Instant.parse(Json.string(json, "made")),
        number(json, "revision"),
        part(Json.objectAt(json, "store")),
        number(Json.objectAt(json, "store"), "items"),
        number(blobs, "count"),
        number(blobs, "bytes"),
        Json.arrayAt(blobs, "missing").valueStream().map(one -> one.asString("")).toList(),
        json.has("keys") ? Optional.of(part(Json.objectAt(json, "keys"))) : Optional.empty());
  }

  private static Part part(ObjectNode json) {
    String name = Json.string(json, "file");
    if (!name.matches("[a-z0-9][a-z0-9.-]{0,99}")) {
      throw new IllegalArgumentException("a file has no name");
    }
    return new Part(name, number(json, "bytes"), Json.string(json, "sha256"));
  }

  private static long number(JsonNode json, String member) {
    return Json.whole(json.path(member))
        .orElseThrow(() -> new IllegalArgumentException("no " + member));
  }
}
