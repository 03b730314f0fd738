package dev.weir.storage.check;

import dev.weir.resource.Json;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.encoded.EncodedStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Older events: their tag is there, and so is the value that says how many others there are. That
 * some of these have gone is no fault: the bounds of a history take events from anywhere in it.
 */
final class History implements Look {
  private static final String SEALED = "sealed";

  private final Ground ground;
  private Tags last = new Tags("", 0, Set.of());

  History(Ground ground) {
    this.ground = ground;
  }

  /** Tags of the stream that was asked for last: keys come stream by stream. */
  private record Tags(String key, long revision, Set<String> names) {}

  @Override
  public String name() {
    return "older events";
  }

  @Override
  public String prefix() {
    return "/history/";
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    Optional<StreamKey> found = StreamKey.parse(prefix(), entry.key());
    String[] parts = found.map(StreamKey::rest).orElse("").split("/", 2);
    String tag = parts[0];
    if (found.isEmpty() || !hasTag(found.get(), tag, at)) {
      return List.of(stray(entry, found, tag, "its tag is not there"));
    }
    if (parts.length == 1) {
      return List.of();
    }
    String open = prefix() + found.get().stream() + "/" + tag;
    if (!parts[1].matches("[0-9]{8}")) {
      return List.of(stray(entry, found, tag, "its number cannot be read"));
    }
    int number = Integer.parseInt(parts[1]);
    Optional<Entry> first = ground.store().get(open, at);
    if (first.isEmpty()) {
      return List.of(withoutFirst(open, found.get(), tag, at));
    }
    int sealed = Json.parse(first.get().value()).path(SEALED).asInt(0);
    if (number > sealed) {
      return List.of(stray(entry, found, tag, "there are " + sealed + " such values only"));
    }
    return List.of();
  }

  private synchronized boolean hasTag(StreamKey key, String tag, long at) {
    String name = StreamKeys.stream(key.stream());
    Optional<Entry> stream = ground.store().get(name, at);
    if (stream.isEmpty()) {
      return false;
    }
    if (!last.key().equals(name) || last.revision() != stream.get().modRevision()) {
      Set<String> names = Set.copyOf(EncodedStream.read(stream.get().value()).tags().keySet());
      last = new Tags(name, stream.get().modRevision(), names);
    }
    return last.names().contains(tag);
  }

  private static Fault stray(Entry entry, Optional<StreamKey> key, String tag, String why) {
    Finding finding =
        Finding.of(
            Kind.STRAY_HISTORY,
            entry.key(),
            key.map(k -> k.stream() + ":" + tag).orElse(""),
            "older events that nobody is shown: " + why);
    return Fault.of(
        finding, Transaction.builder().ifAt(entry.key(), entry.modRevision()).delete(entry.key()));
  }

  /** Without it the next event would be written over the oldest ones. */
  private Fault withoutFirst(String open, StreamKey key, String tag, long at) {
    int newest =
        ground.store().range(RangeQuery.allAt(open + "/", at)).entries().stream()
            .map(entry -> entry.key().substring(open.length() + 1))
            .filter(number -> number.matches("[0-9]{8}"))
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
    Finding finding =
        Finding.of(
            Kind.MISSING_HISTORY,
            open,
            key.stream() + ":" + tag,
            "the events between the newest and "
                + newest
                + " older values are lost; a repair keeps the older ones from being overwritten");
    var empty = Json.object().put(SEALED, newest);
    empty.putArray("items");
    return Fault.of(finding, Transaction.builder().ifAbsent(open).put(open, Json.bytes(empty)));
  }
}
