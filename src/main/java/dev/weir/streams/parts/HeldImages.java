package dev.weir.streams.parts;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How often a stream's events name each image, or by how much one form of the stream names it more
 * often than the form before.
 *
 * @param newest by the newest event of each tag
 * @param all by all events
 * @param seen when each repository of another registry was last named, by what was added
 * @param insecure how many tags allow plain HTTP and unverified TLS to a registry, by its host
 */
public record HeldImages(
    Map<HeldImage, Integer> newest,
    Map<HeldImage, Integer> all,
    Map<String, Instant> seen,
    Map<String, Integer> insecure) {
  public HeldImages {
    newest = Map.copyOf(newest);
    all = Map.copyOf(all);
    seen = Map.copyOf(seen);
    insecure = Map.copyOf(insecure);
  }

  /** What a whole stream holds; of one with the newest events only, what is known of it. */
  public static HeldImages of(ImageStream stream) {
    Counts counts = new Counts();
    stream.tags().values().forEach(history -> counts.add(history, 1));
    counts.addInsecure(stream, stream.spec().keySet(), 1);
    return counts.build();
  }

  /**
   * What the step from a stored form to the next one changes. Tags that stayed the same objects
   * cost nothing.
   *
   * @param whole whether the form before has all events
   * @param older the older events of a tag that goes, where the form before does not have them
   */
  @SuppressWarnings("ReferenceEquality") // a tag that kept its history needs no comparison
  public static HeldImages change(
      ImageStream before,
      boolean whole,
      ImageStream after,
      Function<String, List<TagEvent>> older) {
    Counts counts = new Counts();
    Set<String> touched = new HashSet<>();
    Map<String, TagHistory> known = before.tags();
    after
        .tags()
        .forEach(
            (tag, history) -> {
              TagHistory old = known.getOrDefault(tag, TagHistory.EMPTY);
              if (old != history) {
                counts.add(history, 1);
                counts.add(old, -1);
                touched.add(tag);
              }
            });
    known.forEach(
        (tag, history) -> {
          if (!after.tags().containsKey(tag)) {
            counts.add(history, -1);
            touched.add(tag);
            if (!whole) {
              older.apply(tag).forEach(event -> counts.add(counts.all, event, -1));
            }
          }
        });
    touched.addAll(changed(before.spec(), after.spec()));
    counts.addInsecure(after, touched, 1);
    counts.addInsecure(before, touched, -1);
    return counts.build();
  }

  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  private static Set<String> changed(Map<String, SpecTag> before, Map<String, SpecTag> after) {
    Set<String> changed = new HashSet<>();
    after.forEach(
        (tag, spec) -> {
          if (before.get(tag) != spec) {
            changed.add(tag);
          }
        });
    before.keySet().stream().filter(tag -> !after.containsKey(tag)).forEach(changed::add);
    return changed;
  }

  /** The same of some images only. */
  public HeldImages of(Predicate<HeldImage> some) {
    return new HeldImages(only(newest, some), only(all, some), seen, insecure);
  }

  private static Map<HeldImage, Integer> only(
      Map<HeldImage, Integer> images, Predicate<HeldImage> some) {
    return images.entrySet().stream()
        .filter(entry -> some.test(entry.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Images that it says something of. */
  int size() {
    return newest.size() + all.size() + insecure.size();
  }

  private static final class Counts {
    final Map<HeldImage, Integer> newest = new HashMap<>();
    final Map<HeldImage, Integer> all = new HashMap<>();
    final Map<String, Instant> seen = new HashMap<>();
    final Map<String, Integer> insecure = new HashMap<>();

    void add(TagHistory history, int times) {
      history.newest().ifPresent(event -> add(newest, event, times));
      history.items().forEach(event -> add(all, event, times));
    }

    void add(Map<HeldImage, Integer> to, TagEvent event, int times) {
      @Nullable HeldImage image = HeldImage.of(event).orElse(null);
      if (image != null) {
        to.merge(image, times, Integer::sum);
        if (times > 0 && !image.isOwn()) {
          seen.merge(image.repository(), event.created(), HeldImages::later);
        }
      }
    }

    void addInsecure(ImageStream stream, Set<String> tags, int times) {
      for (String tag : tags) {
        if (stream.specTag(tag).filter(spec -> spec.importPolicy().insecure()).isPresent()) {
          hosts(stream, tag).forEach(host -> insecure.merge(host, times, Integer::sum));
        }
      }
    }

    /** Of the registries that a tag is filled from, or was last. */
    private static Set<String> hosts(ImageStream stream, String tag) {
      Set<String> hosts = new HashSet<>();
      stream
          .specTag(tag)
          .flatMap(SpecTag::from)
          .filter(from -> from.kind().equals(TagSource.DOCKER_IMAGE))
          .flatMap(from -> HeldImage.place(from.name()))
          .map(ImageReference::v2Host)
          .ifPresent(hosts::add);
      stream
          .newest(tag)
          .flatMap(HeldImage::of)
          .filter(image -> !image.isOwn())
          .flatMap(image -> HeldImage.place(image.repository()))
          .map(ImageReference::v2Host)
          .ifPresent(hosts::add);
      return hosts;
    }

    HeldImages build() {
      newest.values().removeIf(times -> times == 0);
      all.values().removeIf(times -> times == 0);
      insecure.values().removeIf(times -> times == 0);
      return new HeldImages(newest, all, seen, insecure);
    }
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * The last steps of a stream, each beginning where the one before ended: whoever followed the
   * stream up to one of them need not look at all of it to know what it holds now.
   */
  public record Steps(List<Step> steps) {
    public static final Steps NONE = new Steps(List.of());

    /** Who has not asked for so many steps has the stream read again. */
    private static final int MOST = 16;

    /** A step that changes more is no shorter than the stream. */
    private static final int LARGEST = 256;

    public Steps {
      steps = List.copyOf(steps);
    }

    /** From one revision of the stream to the next. */
    public record Step(long from, long to, HeldImages change) {}

    /** With a step at the end; with that alone if it does not begin where the last one ended. */
    public Steps and(Step step) {
      if (step.change().size() > LARGEST) {
        return NONE;
      }
      if (steps.isEmpty() || steps.getLast().to() != step.from()) {
        return new Steps(List.of(step));
      }
      List<Step> next =
          new ArrayList<>(steps.subList(Math.max(0, steps.size() - MOST + 1), steps.size()));
      next.add(step);
      return new Steps(next);
    }

    /** What keeping them takes: each step, and each image that it says something of. */
    public long size() {
      return steps.stream().mapToLong(step -> 1L + step.change().size()).sum();
    }

    /** All changes from a revision to a later one, in order; empty if they are not known. */
    public Optional<List<HeldImages>> between(long from, long to) {
      int first = 0;
      while (first < steps.size() && steps.get(first).from() != from) {
        first++;
      }
      return first < steps.size() && steps.getLast().to() == to
          ? Optional.of(steps.subList(first, steps.size()).stream().map(Step::change).toList())
          : Optional.empty();
    }
  }
}
