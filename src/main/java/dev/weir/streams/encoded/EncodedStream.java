package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stream in the bytes that are stored, and where in them each tag lies. The next form of a stream
 * is made from them by copying every tag that stayed: a move in a stream of a thousand tags encodes
 * one.
 */
public final class EncodedStream {
  /** Ends the value of a stream that has older events elsewhere; white space to JSON. */
  private static final byte OLDER = '\n';

  private final ImageStream stream;
  private final byte[] value;
  private final int[] spec;
  private final int[] status;

  /**
   * @param spec where each tag's text begins, and one beyond where the last one ends, so that each
   *     text ends one before the next begins
   */
  private EncodedStream(ImageStream stream, byte[] value, int[] spec, int[] status) {
    this.stream = stream;
    this.value = value;
    this.spec = spec;
    this.status = status;
  }

  /**
   * Encodes a stream's own value.
   *
   * @param older whether some tag has older events elsewhere
   * @param before what tags are copied from where they are the same objects, if it is known
   */
  public static EncodedStream of(
      ImageStream stream, boolean older, @Nullable EncodedStream before) {
    ImageStream newest = newestOnly(stream);
    ObjectNode shell = StreamJson.write(newest.withSpec(Map.of()).withTags(Map.of()));
    ObjectNode spec = Json.objectAt(shell, "spec");
    ObjectNode status = Json.objectAt(shell, "status");
    shell.remove("spec");
    shell.remove("status");
    Text text = new Text(before == null ? 1024 : before.value.length + 1024);
    text.open("", ApiObject.encode(shell));
    text.open(",\"spec\":", Json.bytes(spec));
    int[] specAt =
        text.tags(
            newest.spec(),
            entry -> Json.bytes(StreamJson.writeSpecTag(entry.getValue())),
            before == null ? Map.of() : before.places(before.stream.spec(), before.spec));
    text.open("},\"status\":", Json.bytes(status));
    int[] statusAt =
        text.tags(
            newest.tags(),
            entry -> Json.bytes(StreamJson.writeHistory(entry.getKey(), entry.getValue())),
            before == null ? Map.of() : before.places(before.stream.tags(), before.status));
    text.close(EventOrigins.member(newestEvents(newest)), older);
    byte[] value = text.out.toByteArray();
    return new EncodedStream(newest, value, specAt, statusAt);
  }

  /** What the stream's own value says: the newest event of each tag. */
  public static ImageStream newestOnly(ImageStream stream) {
    Map<String, TagHistory> newest = new TreeMap<>();
    stream.tags().forEach((tag, history) -> newest.put(tag, history.newestOnly()));
    return stream.withTags(newest);
  }

  /** The newest event of each tag that has one, in the order in which they are written. */
  private static List<TagEvent> newestEvents(ImageStream stream) {
    return stream.tags().values().stream().flatMap(history -> history.newest().stream()).toList();
  }

  /** Reads a stream's own value: with the newest event of each tag. */
  public static ImageStream read(byte[] value) {
    ObjectNode tree = Json.parseObject(value);
    ImageStream stream = StreamJson.read(tree);
    if (EventOrigins.areUnknown(value)) {
      return stream;
    }
    Iterator<TagEvent> told = EventOrigins.told(tree, newestEvents(stream)).iterator();
    Map<String, TagHistory> tags = new TreeMap<>();
    stream
        .tags()
        .forEach(
            (tag, history) ->
                tags.put(
                    tag, history.newest().isEmpty() ? history : history.withNewest(told.next())));
    return stream.withTags(tags);
  }

  /**
   * Refuses what is larger than an object may be.
   *
   * @throws dev.weir.resource.StatusException 413
   */
  public void requireAtMost(int bytes) {
    if (value.length > bytes) {
      throw ApiStatus.tooLarge(
              "image stream \"%s\" is too large: %d bytes, at most %d can be stored; remove tags"
                      .formatted(stream.name(), value.length, bytes)
                  + " that are not needed")
          .exception();
    }
  }

  /** True if the value says that some tag has older events elsewhere. */
  public static boolean hasOlder(byte[] value) {
    return value.length > 0 && value[value.length - 1] == OLDER;
  }

  /** The stream with the newest event of each tag; its tags are those that later forms copy. */
  public ImageStream stream() {
    return stream;
  }

  /** The same by a stream with the same tags that is kept anyhow, so that not both are. */
  public EncodedStream with(ImageStream kept) {
    return new EncodedStream(kept, value, spec, status);
  }

  /** What is stored; must not be changed. */
  public byte[] value() {
    return value;
  }

  /** True if some tag has older events elsewhere. */
  public boolean hasOlder() {
    return hasOlder(value);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(Object tag, byte[] in, int from, int to) {}

  private Map<String, Place> places(SortedMap<String, ?> tags, int[] starts) {
    Map<String, Place> places = HashMap.newHashMap(tags.size());
    int i = 0;
    for (Map.Entry<String, ?> tag : tags.entrySet()) {
      places.put(tag.getKey(), new Place(tag.getValue(), value, starts[i], starts[i + 1] - 1));
      i++;
    }
    return places;
  }

  private static final class Text {
    final ByteArrayOutputStream out;

    Text(int size) {
      out = new ByteArrayOutputStream(size);
    }

    /** Adds a JSON object but for its last brace. */
    void open(String before, byte[] object) {
      out.writeBytes(before.getBytes(US_ASCII));
      out.write(object, 0, object.length - 1);
    }

    /** Adds the member {@code tags} behind other members, if there are any tags. */
    @SuppressWarnings("ReferenceEquality") // the same object has the same text
    <T> int[] tags(
        SortedMap<String, T> tags,
        Function<Map.Entry<String, T>, byte[]> encode,
        Map<String, Place> known) {
      if (tags.isEmpty()) {
        return new int[0];
      }
      out.writeBytes(",\"tags\":[".getBytes(US_ASCII));
      int[] starts = new int[tags.size() + 1];
      int i = 0;
      for (Map.Entry<String, T> tag : tags.entrySet()) {
        if (i > 0) {
          out.write(',');
        }
        starts[i++] = out.size();
        Place place = known.get(tag.getKey());
        if (place != null && place.tag() == tag.getValue()) {
          out.write(place.in(), place.from(), place.to() - place.from());
        } else {
          out.writeBytes(encode.apply(tag));
        }
      }
      starts[i] = out.size() + 1;
      out.write(']');
      return starts;
    }

    void close(byte[] origins, boolean older) {
      out.write('}');
      out.writeBytes(origins);
      out.write('}');
      if (older) {
        out.write(OLDER);
      }
    }
  }
}
