package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.resource.ByteEdits;
import dev.weir.resource.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who made tag events and how, in the value that holds the events and in their order; for a stream
 * the newest event of each tag. It is the last member, between two tabs, so that it can be cut off
 * unparsed: clients do not get it. Runs of the same origin are written once, so that most values
 * grow by a few dozen bytes:
 *
 * <pre>
 *   {…\t,"made":{"by":["ann","ci"],"as":"p1*40,t0,,i1"}\t}
 * </pre>
 *
 * The letter is how ({@code p}ush, {@code i}mport, {@code t}ag, {@code r}ollback), the number who;
 * an empty entry is not known. JSON as it is stored has no other tab in it.
 */
public final class EventOrigins {
  private static final byte MARK = '\t';
  private static final byte[] LAST_BRACE = {'}'};
  private static final String MEMBER = "made";
  private static final Map<How, String> LETTERS =
      Map.of(How.PUSH, "p", How.IMPORT, "i", How.TAG, "t", How.ROLLBACK, "r");

  private EventOrigins() {}

  /** A member that goes before the last brace; nothing if nothing is known. */
  static byte[] member(List<TagEvent> events) {
    if (events.stream().allMatch(event -> event.origin().equals(Origin.UNKNOWN))) {
      return new byte[0];
    }
    Map<String, Integer> users = new LinkedHashMap<>();
    StringBuilder runs = new StringBuilder();
    for (int i = 0; i < events.size(); ) {
      Origin origin = events.get(i).origin();
      int from = i;
      while (i < events.size() && events.get(i).origin().equals(origin)) {
        i++;
      }
      runs.append(from == 0 ? "" : ",").append(entry(origin, users));
      if (i - from > 1) {
        runs.append('*').append(i - from);
      }
    }
    ObjectNode tree = Json.object();
    ArrayNode by = tree.putArray("by");
    users.keySet().forEach(by::add);
    tree.put("as", runs.toString());
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
    List<Origin> origins = new ArrayList<>();
    for (String run : Json.string(tree, "as").split(",", -1)) {
      int star = run.indexOf('*');
      String entry = star < 0 ? run : run.substring(0, star);
      int times = star < 0 ? 1 : Integer.parseInt(run.substring(star + 1));
      origins.addAll(Collections.nCopies(times, origin(entry, users)));
    }
    List<TagEvent> told = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      told.add(events.get(i).withOrigin(i < origins.size() ? origins.get(i) : Origin.UNKNOWN));
    }
    return told;
  }

  private static Origin origin(String entry, List<String> users) {
    for (Map.Entry<How, String> letter : LETTERS.entrySet()) {
      if (entry.startsWith(letter.getValue())) {
        return new Origin(letter.getKey(), users.get(Integer.parseInt(entry.substring(1))));
      }
    }
    return Origin.UNKNOWN;
  }
}
