package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.resource.ByteEdits;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who made tag events, how and from what, in the value that holds the events and in their order;
 * for a stream the newest event of each tag. It is the last member, between two tabs, so that it
 * can be cut off unparsed: clients do not get it. Texts are written once, and so are runs of the
 * same, so that most values grow by a few dozen bytes:
 *
 * <pre>
 *   {…\t,"made":{"by":["ann","ci"],"as":"p1*40,t0,,i1",
 *                "from":["quay.io/acme/app:1",[17,"2"]],"of":"*40,0,,1","at":"*40,1764486000,*2"}\t}
 * </pre>
 *
 * The letter of {@code as} is how ({@code p}ush, {@code i}mport, {@code t}ag, {@code r}ollback,
 * {@code e}arly), the number who; {@code of} says from which text, {@code at} the second of a move
 * that is another than the event's. An empty entry is not known. A text that begins as the one
 * before says with how many characters of it. Values that earlier builds wrote have no {@code
 * from}, {@code of} and {@code at}. JSON as it is stored has no other tab in it.
 */
public final class EventOrigins {
  private static final byte MARK = '\t';
  private static final byte[] LAST_BRACE = {'}'};
  private static final String MEMBER = "made";
  private static final Map<How, String> LETTERS =
      Map.of(How.PUSH, "p", How.IMPORT, "i", How.TAG, "t", How.ROLLBACK, "r", How.EARLY, "e");

  private EventOrigins() {}

  /** A member that goes before the last brace; nothing if nothing is known. */
  static byte[] member(List<TagEvent> events) {
    List<Origin> origins = events.stream().map(TagEvent::origin).toList();
    if (origins.stream().allMatch(Origin.UNKNOWN::equals)) {
      return new byte[0];
    }
    Map<String, Integer> users = new LinkedHashMap<>();
    Map<String, Integer> sources = new LinkedHashMap<>();
    String as = Runs.of(origins, origin -> entry(origin, users));
    ObjectNode tree = Json.object();
    ArrayNode by = tree.putArray("by");
    users.keySet().forEach(by::add);
    tree.put("as", as);
    String of = Runs.of(origins, origin -> source(origin, sources));
    if (!sources.isEmpty()) {
      tree.set("from", SharedStarts.write(sources.keySet()));
      tree.put("of", of);
    }
    if (origins.stream().anyMatch(origin -> origin.moved().isPresent())) {
      tree.put("at", Runs.of(origins, EventOrigins::second));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MARK);
    out.writeBytes((",\"" + MEMBER + "\":").getBytes(UTF_8));
    out.writeBytes(Json.bytes(tree));
    out.write(MARK);
    return out.toByteArray();
  }

  /** An object that has other members, with the origins of its events. */
  static byte[] into(byte[] object, List<TagEvent> events) {
    byte[] member = member(events);
    byte[] value = Arrays.copyOf(object, object.length + member.length);
    System.arraycopy(member, 0, value, object.length - 1, member.length);
    value[value.length - 1] = '}';
    return value;
  }

  private static String entry(Origin origin, Map<String, Integer> users) {
    String letter = LETTERS.get(origin.how());
    return letter == null ? "" : letter + users.computeIfAbsent(origin.user(), _ -> users.size());
  }

  private static String source(Origin origin, Map<String, Integer> sources) {
    return origin.from().isEmpty()
        ? ""
        : Integer.toString(sources.computeIfAbsent(origin.from(), _ -> sources.size()));
  }

  private static String second(Origin origin) {
    return origin.moved().map(time -> Long.toString(time.getEpochSecond())).orElse("");
  }

  /** A value as it was without the origins; the array itself if it has none. */
  public static byte[] cut(byte[] value) {
    ByteEdits edits = new ByteEdits(value);
    cut(edits);
    return edits.bytes();
  }

  /** Takes the origins out of a value, if it has any, and changes nothing before them. */
  public static void cut(ByteEdits edits) {
    byte[] value = edits.source();
    int at = member(value);
    if (at >= 0) {
      edits.replace(at, end(value), LAST_BRACE);
    }
  }

  /** Where what clients see of a value ends but for its last brace, if it has origins. */
  public static int begin(byte[] value) {
    int at = member(value);
    return at < 0 ? value.length : at;
  }

  /** Where the first tab stands; negative if there is none. */
  private static int member(byte[] value) {
    int end = end(value);
    if (end < 2 || value[end - 2] != MARK) {
      return -1;
    }
    int at = end - 3;
    while (value[at] != MARK) {
      at--;
    }
    return at;
  }

  /** Without the mark that a stream has older events elsewhere. */
  private static int end(byte[] value) {
    return EncodedStream.hasOlder(value) ? value.length - 1 : value.length;
  }

  /** True if a value says nothing of who made its events. */
  static boolean areUnknown(byte[] value) {
    return member(value) < 0;
  }

  /** The events with what the value that they were read from says of them. */
  static List<TagEvent> told(JsonNode value, List<TagEvent> events) {
    ObjectNode tree = Json.objectAt(value, MEMBER);
    if (tree.isEmpty()) {
      return events;
    }
    List<String> users = new ArrayList<>();
    Json.arrayAt(tree, "by").forEach(user -> users.add(user.asString("")));
    List<String> sources = SharedStarts.read(Json.arrayAt(tree, "from"));
    List<Origin> ways = Runs.read(Json.string(tree, "as"), entry -> made(entry, users));
    List<String> from =
        Runs.read(Json.string(tree, "of"), e -> e.isEmpty() ? "" : sources.get(number(e)));
    List<Optional<Instant>> at = Runs.read(Json.string(tree, "at"), EventOrigins::time);
    List<TagEvent> told = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      Origin way = at(ways, i, Origin.UNKNOWN);
      Origin origin =
          new Origin(way.how(), way.user(), at(from, i, ""), at(at, i, Optional.empty()));
      told.add(events.get(i).withOrigin(origin));
    }
    return told;
  }

  private static <T> T at(List<T> list, int i, T absent) {
    return i < list.size() ? list.get(i) : absent;
  }

  private static Origin made(String entry, List<String> users) {
    for (Map.Entry<How, String> letter : LETTERS.entrySet()) {
      if (entry.startsWith(letter.getValue())) {
        return new Origin(letter.getKey(), users.get(number(entry.substring(1))), "");
      }
    }
    return Origin.UNKNOWN;
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static Optional<Instant> time(String entry) {
    return entry.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(Long.parseLong(entry)));
  }

  /** Entries with commas between, a run of the same as one with its length: {@code p1*40,,i1}. */
  private static final class Runs {
    static <T> String of(List<T> values, Function<T, String> entry) {
      StringBuilder runs = new StringBuilder();
      String run = "";
      int times = 0;
      for (T value : values) {
        String text = entry.apply(value);
        if (times > 0 && !text.equals(run)) {
          add(runs, run, times).append(',');
          times = 0;
        }
        run = text;
        times++;
      }
      return add(runs, run, times).toString();
    }

    private static StringBuilder add(StringBuilder runs, String text, int times) {
      runs.append(text);
      return times > 1 ? runs.append('*').append(times) : runs;
    }

    static <T> List<T> read(String runs, Function<String, T> value) {
      List<T> values = new ArrayList<>();
      for (String run : runs.split(",", -1)) {
        int star = run.indexOf('*');
        T read = value.apply(star < 0 ? run : run.substring(0, star));
        int times = star < 0 ? 1 : number(run.substring(star + 1));
        for (int i = 0; i < times; i++) {
          values.add(read);
        }
      }
      return values;
    }
  }
}
