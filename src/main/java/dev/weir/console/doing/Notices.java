package dev.weir.console.doing;

import dev.weir.console.visit.Paths;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagCondition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Why tags are not what they should be. What only takes time is no failure, on any page.
 *
 * @param waits nothing is wrong
 * @param title of all of them; what there is to say where it is one
 * @param messages the first of them; none where the title says it
 * @param more how many others there are
 * @param rest where they are; empty if no page has them
 */
public record Notices(boolean waits, String title, List<String> messages, int more, String rest) {
  private static final int MOST = 10;

  public Notices {
    messages = List.copyOf(messages);
  }

  /** Of a tag: what fails, then what waits. */
  public static List<Notices> of(ImageStream stream, String tag) {
    return of(stream, List.of(tag), false);
  }

  /** Of several tags, each message with its tag. */
  static List<Notices> of(ImageStream stream, Collection<String> tags) {
    return of(stream, tags, true);
  }

  private static List<Notices> of(ImageStream stream, Collection<String> tags, boolean named) {
    List<String> failing = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (String tag : tags) {
      for (TagCondition condition : stream.history(tag).conditions()) {
        if (condition.status().equals("False")) {
          String where = named ? stream.name().name() + ":" + tag + ": " : "";
          (condition.tellsOfWaiting() ? waiting : failing).add(where + condition.message());
        }
      }
    }
    String streams = Paths.stream(stream.name().namespace(), stream.name().name());
    List<Notices> notices = new ArrayList<>();
    notices.addAll(of(failing, false, Paths.with(streams, "only", "failing")));
    notices.addAll(of(waiting, true, Paths.with(streams, "only", "waiting")));
    return notices;
  }

  /** What did not work, where no page has more of it. */
  static List<Notices> failed(List<String> messages) {
    return of(messages, false, "");
  }

  private static List<Notices> of(List<String> messages, boolean waits, String rest) {
    if (messages.isEmpty()) {
      return List.of();
    }
    boolean one = messages.size() == 1;
    String all = waits ? "These wait until their images are old enough" : "These failed";
    return List.of(
        new Notices(
            waits,
            one ? messages.getFirst() : all,
            one ? List.of() : messages.subList(0, Math.min(MOST, messages.size())),
            Math.max(0, messages.size() - MOST),
            rest));
  }
}
