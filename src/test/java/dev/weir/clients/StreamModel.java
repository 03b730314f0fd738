package dev.weir.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the streams of one project should be: for each tag its images, newest first. The rules are
 * those of image-api.md 3.3 to 3.5, as far as pushes, permanent tags and aliases need them.
 */
final class StreamModel {
  private final Map<String, Stream> streams = new TreeMap<>();

  private static final class Stream {
    private final Map<String, List<String>> history = new TreeMap<>();

    /** What a spec tag says it comes from; a push leaves none. */
    private final Map<String, String> from = new HashMap<>();
  }

  boolean exists(String stream) {
    return streams.containsKey(stream);
  }

  boolean hasTag(String stream, String tag) {
    return exists(stream)
        && (streams.get(stream).history.containsKey(tag)
            || streams.get(stream).from.containsKey(tag));
  }

  /** The image that a tag is; empty if it is none. */
  String newest(String stream, String tag) {
    if (!exists(stream)) {
      return "";
    }
    List<String> history = streams.get(stream).history.getOrDefault(tag, List.of());
    return history.isEmpty() ? "" : history.getFirst();
  }

  void push(String stream, String tag, String image) {
    move(streams.computeIfAbsent(stream, _ -> new Stream()), stream, tag, image);
  }

  /** A permanent tag; asking again for what the tag already says changes nothing. */
  void tag(String stream, String tag, String fromStream, String image) {
    Stream target = streams.computeIfAbsent(stream, _ -> new Stream());
    String from = fromStream + "@" + image;
    if (!from.equals(target.from.put(tag, from))) {
      move(target, stream, tag, image);
    }
  }

  void alias(String stream, String alias, String tag) {
    Stream target = streams.get(stream);
    String from = stream + ":" + tag;
    if (!from.equals(target.from.put(alias, from))) {
      move(target, stream, alias, newest(stream, tag));
    }
  }

  private static void move(Stream stream, String name, String tag, String image) {
    List<String> history = stream.history.computeIfAbsent(tag, _ -> new ArrayList<>());
    if (history.isEmpty() || !history.getFirst().equals(image)) {
      history.addFirst(image);
      stream.from.forEach(
          (follower, from) -> {
            if (from.equals(name + ":" + tag)) {
              move(stream, name, follower, image);
            }
          });
    }
  }

  void deleteTag(String stream, String tag) {
    streams.get(stream).history.remove(tag);
    streams.get(stream).from.remove(tag);
  }

  void deleteStream(String stream) {
    streams.remove(stream);
  }

  /** Images by stream and tag. */
  Map<String, Map<String, List<String>>> state() {
    Map<String, Map<String, List<String>>> state = new TreeMap<>();
    streams.forEach((name, stream) -> state.put(name, Map.copyOf(stream.history)));
    return state;
  }
}
