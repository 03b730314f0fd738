package dev.weir.console.stream;

import dev.weir.console.visit.Paths;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why tags are not what they should be, and what to do. Tags of which the same is said stand
 * together.
 *
 * @param waits nothing is wrong; it only takes time
 * @param tags the first of them
 * @param more how many others there are
 * @param step what to do, in a sentence
 * @param commands that do it
 */
public record Trouble(
    boolean waits,
    String title,
    String reason,
    String message,
    When when,
    List<Lane.Link> tags,
    int more,
    String step,
    List<String> commands) {
  private static final int TAGS = 5;
  private static final int MOST = 20;

  public Trouble {
    tags = List.copyOf(tags);
    commands = List.copyOf(commands);
  }

  private record Said(String type, String reason, String message) {}

  /** Of a stream: what fails first, then what waits; no more than people read. */
  static List<Trouble> of(ImageStream stream, Instant now) {
    Map<Said, List<String>> tags = new LinkedHashMap<>();
    Map<Said, TagCondition> newest = new LinkedHashMap<>();
    stream
        .tags()
        .forEach(
            (tag, history) -> {
              for (TagCondition condition : history.conditions()) {
                if (condition.status().equals("False")) {
                  Said said = new Said(condition.type(), condition.reason(), condition.message());
                  tags.computeIfAbsent(said, _ -> new ArrayList<>()).add(tag);
                  newest.merge(said, condition, Trouble::later);
                }
              }
            });
    List<Trouble> all = new ArrayList<>();
    for (boolean waits : new boolean[] {false, true}) {
      newest.forEach(
          (said, condition) -> {
            if (condition.tellsOfWaiting() == waits && all.size() < MOST) {
              all.add(of(stream, condition, tags.getOrDefault(said, List.of()), now));
            }
          });
    }
    return all;
  }

  private static TagCondition later(TagCondition a, TagCondition b) {
    return a.lastTransitionTime().isBefore(b.lastTransitionTime()) ? b : a;
  }

  private static Trouble of(
      ImageStream stream, TagCondition condition, List<String> tags, Instant now) {
    StreamName name = stream.name();
    Next next = Next.of(stream, condition, tags.getFirst());
    String title =
        condition.tellsOfWaiting()
            ? "Waits until its image is old enough"
            : condition.isOfPull() ? "A pull through this registry failed" : "Import failed";
    return new Trouble(
        condition.tellsOfWaiting(),
        title,
        condition.reason(),
        condition.message(),
        When.of(condition.lastTransitionTime(), now),
        tags.stream()
            .limit(TAGS)
            .map(tag -> new Lane.Link(tag, Paths.tag(name.namespace(), name.name(), tag)))
            .toList(),
        Math.max(0, tags.size() - TAGS),
        next.step(),
        next.commands());
  }

  /** What comes next. */
  private record Next(String step, List<String> commands) {
    static Next of(ImageStream stream, TagCondition condition, String tag) {
      String named = stream.name().name() + ":" + tag + " -n " + stream.name().namespace();
      String again = "oc import-image " + named;
      String host = host(stream, tag);
      if (condition.tellsOfWaiting()) {
        return new Next(
            "Nothing has to be done. To see what waits, or to take it now by its digest:",
            List.of(
                "weir tag explain " + named,
                "weir tag take "
                    + stream.name().name()
                    + ":"
                    + tag
                    + " DIGEST --early -n "
                    + stream.name().namespace()));
      }
      return switch (condition.reason()) {
        case "Unauthorized" ->
            new Next(
                host
                    + " wants a login, or that of the project may not pull this image. Give the"
                    + " project one, then import again:",
                List.of(
                    "oc create secret docker-registry pull --docker-server="
                        + host
                        + " --docker-username=USER --docker-password=PASSWORD -n "
                        + stream.name().namespace(),
                    again));
        case "NotFound" ->
            new Next(
                host
                    + " has no image of that name, or hides it from who is not logged in. Point"
                    + " the tag at one that is there:",
                List.of("oc tag --source=docker PULLSPEC " + named));
        case "Forbidden" ->
            new Next("The message says who does not allow it. When it is allowed:", List.of(again));
        case "ImageDeleted" ->
            new Next("Its image was removed here. To get it again:", List.of(again));
        case "NotV2Registry" ->
            new Next(
                host
                    + " does not answer as a registry. Look at name and port, then point the tag"
                    + " there:",
                List.of("oc tag --source=docker PULLSPEC " + named));
        default ->
            new Next(
                "Look whether "
                    + host
                    + " answers, then import again. A registry without a"
                    + " certificate that is known here takes --insecure:",
                List.of(again));
      };
    }

    private static String host(ImageStream stream, String tag) {
      String from =
          stream
              .specTag(tag)
              .flatMap(SpecTag::from)
              .filter(source -> source.kind().equals(TagSource.DOCKER_IMAGE))
              .map(TagSource::name)
              .orElse(stream.dockerImageRepository());
      try {
        String host =
            from.isEmpty() ? "" : ImageReference.parse(from).withClientDefaults().registry();
        return host.matches("[A-Za-z0-9.:\\[\\]-]+") ? host : "the registry";
      } catch (IllegalArgumentException _) {
        return "the registry";
      }
    }
  }
}
