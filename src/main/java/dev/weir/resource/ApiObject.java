package dev.weir.resource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object on its way out: as bytes, as a tree, or both. Objects that come from the store are sent
 * to clients without being parsed: {@code resourceVersion} is not part of what is stored and is
 * spliced in here.
 */
public final class ApiObject {
  private static final BytePattern METADATA = BytePattern.of("\"metadata\":{");

  private final long revision;
  private final Optional<Writer> writer;
  private final List<String> remarks;
  private final Runnable told;
  private byte @Nullable [] json;
  private @Nullable ObjectNode tree;

  private ApiObject(long revision, byte @Nullable [] json, @Nullable ObjectNode tree) {
    this(revision, json, tree, List.of());
  }

  private ApiObject(
      long revision, byte @Nullable [] json, @Nullable ObjectNode tree, List<String> remarks) {
    this.revision = revision;
    this.writer = Optional.empty();
    this.remarks = List.copyOf(remarks);
    this.told = () -> {};
    this.json = json;
    this.tree = tree;
  }

  private ApiObject(Writer writer, List<String> remarks, Runnable told) {
    this.revision = 0;
    this.writer = Optional.of(writer);
    this.remarks = List.copyOf(remarks);
    this.told = told;
  }

  /** Writes one object, whole. */
  @FunctionalInterface
  public interface Writer {
    void write(JsonGenerator out);
  }

  /**
   * An object that may be too large to be had at once: whoever sends it lets it be written. Without
   * a revision.
   *
   * @param remarks in whole sentences, for whoever gets it
   * @param told lets go of what the writer needs, once it is not needed any more; may run again
   */
  public static ApiObject written(Writer writer, List<String> remarks, Runnable told) {
    return new ApiObject(writer, remarks, told);
  }

  /** Somebody got it whole, or nobody is going to: it is not written any more. */
  public void told() {
    told.run();
  }

  /** What writes the object piece by piece, if it may be large. */
  public Optional<Writer> writer() {
    return writer;
  }

  /** What is to be said beside it. */
  public List<String> remarks() {
    return remarks;
  }

  /**
   * The same, with something to be said beside it.
   *
   * @param more in whole sentences, for whoever gets it
   */
  public synchronized ApiObject withRemarks(List<String> more) {
    return more.isEmpty() ? this : new ApiObject(revision, json, tree, more);
  }

  /** An object as it is; its tree must not be changed afterwards. */
  public static ApiObject of(ObjectNode tree) {
    String version = Meta.resourceVersion(tree);
    return new ApiObject(version.isEmpty() ? 0 : Long.parseLong(version), null, tree);
  }

  /** The same, kept as bytes: a tree takes many times as much memory. */
  public static ApiObject encoded(ObjectNode tree) {
    return new ApiObject(of(tree).revision(), Json.bytes(tree), null);
  }

  /**
   * An object from the store.
   *
   * @param encoded what {@link #encode} made
   * @param revision becomes {@code metadata.resourceVersion}
   */
  public static ApiObject stored(byte[] encoded, long revision) {
    return stored(encoded, revision, _ -> {});
  }

  /**
   * As above.
   *
   * @param more edits, of what comes behind the beginning of the metadata
   */
  public static ApiObject stored(byte[] encoded, long revision, Consumer<ByteEdits> more) {
    ByteEdits edits = new ByteEdits(encoded);
    splice(edits, revision);
    more.accept(edits);
    return new ApiObject(revision, edits.bytes(), null);
  }

  /**
   * The form that is stored: apiVersion, kind and metadata first, without {@code resourceVersion}.
   */
  public static byte[] encode(ObjectNode tree) {
    ObjectNode ordered = Json.object();
    for (String first : new String[] {"apiVersion", "kind", "metadata"}) {
      if (tree.get(first) instanceof ObjectNode meta) {
        ObjectNode copy = Json.object();
        meta.forEachEntry(copy::set);
        copy.remove("resourceVersion");
        ordered.set(first, copy);
      } else if (tree.get(first) != null) {
        ordered.set(first, tree.get(first));
      }
    }
    tree.forEachEntry(
        (member, value) -> {
          if (!ordered.has(member)) {
            ordered.set(member, value);
          }
        });
    return Json.bytes(ordered);
  }

  private static void splice(ByteEdits edits, long revision) {
    byte[] encoded = edits.source();
    int begin = METADATA.indexIn(encoded, 0);
    if (begin < 0) {
      throw new IllegalArgumentException("not an encoded object");
    }
    int at = begin + METADATA.length();
    boolean empty = encoded[at] == '}';
    byte[] version =
        ("\"resourceVersion\":\"" + revision + (empty ? "\"" : "\","))
            .getBytes(StandardCharsets.US_ASCII);
    edits.replace(at, at, version);
  }

  /** Revision of the object, 0 if it has none. */
  public long revision() {
    return revision;
  }

  /** The object as JSON; must not be changed. */
  public synchronized byte[] json() {
    byte[] known = json;
    if (known == null) {
      known = tree == null ? whole() : Json.bytes(tree);
      json = known;
    }
    return known;
  }

  private byte[] whole() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.mapper().createGenerator(bytes)) {
      writer.orElseThrow().write(out);
    } finally {
      told();
    }
    return bytes.toByteArray();
  }

  /** The object as a tree that is shared; must not be changed. See {@link #copy}. */
  public synchronized ObjectNode tree() {
    ObjectNode known = tree;
    if (known == null) {
      known = Json.parseObject(json());
      tree = known;
    }
    return known;
  }

  /** The metadata alone; of an object that is not parsed yet no more than that is read. */
  public synchronized ObjectNode metadata() {
    ObjectNode known = tree;
    return known == null ? Json.parseMember(json(), "metadata") : Json.objectAt(known, "metadata");
  }

  /** The object as a tree of the caller's own; if there was none yet, none is kept. */
  public synchronized ObjectNode copy() {
    ObjectNode known = tree;
    return known == null ? Json.parseObject(json()) : known.deepCopy();
  }
}
