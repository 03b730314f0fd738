package dev.weir.imageapi;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tag that waits for images to be old enough: what its registry's tag was, since when, as this
 * server saw it, in hours of true time.
 */
public final class AgedTagModel {
  /** What was seen, in order, from the one that the tag took last. */
  public final List<String> images = new ArrayList<>();

  private final Map<String, Long> since = new HashMap<>();

  /** Images that somebody removed from this server. */
  public final Set<String> gone = new HashSet<>();

  /** What the tag is; empty before it took anything. */
  public String tag = "";

  /** What the tag took last by this list; another than the tag after a rollback. */
  private String taken = "";

  /** Somebody holds it. */
  public boolean held;

  /** The tag was released, and nothing was written since that is newer than its spec. */
  public boolean behind;

  /** How many hours an image has to have been seen. */
  public long age = 48;

  /** A look finds an image, which brings it to this server. */
  public void sees(String image, long hour) {
    if (images.isEmpty() && !tag.isEmpty() && !behind) {
      images.add(tag); // what is lost begins with what the tag has
      since.put(tag, hour);
      taken = tag;
    }
    gone.remove(image);
    int at = images.indexOf(image);
    if (at < 0) {
      images.add(image);
      since.put(image, hour);
    } else if (at < images.size() - 1) {
      images.subList(at + 1, images.size()).clear();
      if (!image.equals(taken)) {
        since.put(image, hour);
      }
    }
    settle(hour);
    if (!held && images.contains(taken)) {
      moves(taken);
    }
  }

  /** Takes the newest image that is old enough. */
  public void settle(long hour) {
    int last = images.indexOf(taken);
    for (int i = images.size() - 1; i > last; i--) {
      String image = images.get(i);
      if (!gone.contains(image) && requireNonNull(since.get(image)) + age <= hour) {
        if (!held) {
          moves(image);
        }
        if (tag.equals(image)) {
          takes(image);
        }
        return;
      }
    }
  }

  /** This is what the list begins with from now on. */
  public void takes(String image) {
    images.subList(0, images.indexOf(image)).clear();
    taken = image;
  }

  /** The tag becomes this image. */
  public void moves(String image) {
    tag = image;
    behind = false;
  }

  /** What was noted is lost. */
  public void loses() {
    images.clear();
    taken = "";
  }

  /** Images that wait. */
  public List<String> waiting() {
    return images.subList(images.indexOf(taken) + 1, images.size()).stream()
        .filter(image -> !image.equals(tag))
        .toList();
  }
}
