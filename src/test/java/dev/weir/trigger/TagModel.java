package dev.weir.trigger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where tags are to be, of which some follow others. */
final class TagModel {
  final Map<String, String> images = new TreeMap<>();
  final Set<String> held = new HashSet<>();

  /** Images that the specs of tags name. */
  final Map<String, String> named = new TreeMap<>();

  private final Map<String, List<String>> histories = new TreeMap<>();
  private final Map<String, String> followed = new TreeMap<>();

  void move(String tag, String image) {
    images.put(tag, image);
    histories.computeIfAbsent(tag, _ -> new ArrayList<>()).add(image);
    followed.forEach(
        (follower, of) -> {
          if (of.equals(tag) && !held.contains(follower)) {
            move(follower, image);
          }
        });
  }

  void follow(String follower, String tag) {
    followed.put(follower, tag);
    catchUp(follower);
  }

  /** Holds a tag at an image of its history; a follower goes on to name what it follows. */
  void hold(String tag, String image) {
    held.add(tag);
    if (!followed.containsKey(tag)) {
      named.put(tag, image);
    }
    if (!image.equals(images.get(tag))) {
      move(tag, image);
    }
  }

  void release(String tag) {
    held.remove(tag);
    catchUp(tag);
  }

  private void catchUp(String tag) {
    String image = images.get(followed.getOrDefault(tag, tag));
    if (image != null && !image.equals(images.get(tag))) {
      move(tag, image);
    }
  }

  List<String> history(String tag) {
    return List.copyOf(histories.getOrDefault(tag, List.of()));
  }
}
