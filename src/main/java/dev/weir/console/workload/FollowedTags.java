package dev.weir.console.workload;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.console.visit.Paths;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.trigger.TagFollowers;
import dev.weir.trigger.TagFollowers.Follower;
import dev.weir.trigger.TagFollowers.Listening;
import dev.weir.trigger.TagFollowers.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What follows the tags of a stream, and how that stands, for who may see it. It is what the loops
 * know that move it: no workload is read for it.
 */
public final class FollowedTags {
  /** Most that are named of a tag. */
  private static final int MOST = 3;

  /** Most objects about which it is asked by name whether the reader may see them. */
  private static final int MOST_NAMES = 200;

  private final List<TagFollowers> loops;
  private final Authorizer authorizer;

  /**
   * What pages ask.
   *
   * @param loops each moves other workloads
   */
  public FollowedTags(List<TagFollowers> loops, Authorizer authorizer) {
    this.loops = List.copyOf(loops);
    this.authorizer = authorizer;
  }

  /**
   * Something that follows a tag.
   *
   * @param project empty for that of the stream
   * @param message what there is to say of the state; may be empty
   */
  public record Row(
      String kind, String name, String project, String target, Runs.State state, String message) {
    /** Of its element on a page. */
    public String id() {
      return String.join("-", kind, project, name);
    }
  }

  /**
   * Some of what follows a tag.
   *
   * @param more how many others there are in the project of the stream
   * @param elsewhere others in other projects
   */
  public record Some(List<Row> rows, int more, Elsewhere elsewhere) {
    static final Some NONE = new Some(List.of(), 0, new Elsewhere(0, List.of(), 0));

    public Some {
      rows = List.copyOf(rows);
    }
  }

  /**
   * What follows a tag in other projects than the stream's.
   *
   * @param all how many
   * @param projects those with the most
   * @param unnamed how many other projects there are
   */
  public record Elsewhere(int all, List<InProject> projects, int unnamed) {
    public Elsewhere {
      projects = List.copyOf(projects);
    }
  }

  /**
   * How many follow a tag in a project.
   *
   * @param target the page that shows them; empty if the reader may see no such page
   */
  public record InProject(String project, int count, String target) {}

  /** One reader of one page, whose rights are asked for once. Used by one thread. */
  public final class Reading {
    private final User user;
    private final StreamName stream;
    private final Map<List<String>, Boolean> seesAll = new HashMap<>();
    private int named;

    private Reading(User user, StreamName stream) {
      this.user = user;
      this.stream = stream;
    }

    private record Found(Follower follower, Standing standing) {}

    /** What follows a tag: first in the stream's project, and there what is not as it should be. */
    public Some of(String tag) {
      TagKey key = new TagKey(stream.namespace(), stream.name(), tag);
      List<Found> found = new ArrayList<>();
      for (TagFollowers loop : loops) {
        for (Follower follower : loop.of(key)) {
          if (sees(follower)) {
            found.add(new Found(follower, loop.standing(key, follower)));
          }
        }
      }
      if (found.isEmpty()) {
        return Some.NONE;
      }
      found.sort(
          Comparator.comparing((Found it) -> !isHere(it.follower()))
              .thenComparing(it -> it.standing().state(), Comparator.reverseOrder())
              .thenComparing(it -> it.follower().namespace())
              .thenComparing(it -> it.follower().name()));
      List<Found> left = found.subList(Math.min(MOST, found.size()), found.size());
      List<Follower> there =
          left.stream().map(Found::follower).filter(follower -> !isHere(follower)).toList();
      return new Some(
          found.stream().limit(MOST).map(it -> row(it.follower(), it.standing())).toList(),
          left.size() - there.size(),
          elsewhere(key, there));
    }

    private Elsewhere elsewhere(TagKey key, List<Follower> followers) {
      Map<String, List<Follower>> byProject =
          followers.stream()
              .collect(
                  Collectors.groupingBy(Follower::namespace, TreeMap::new, Collectors.toList()));
      List<InProject> named =
          byProject.entrySet().stream()
              .sorted(Comparator.comparingInt(e -> -e.getValue().size()))
              .limit(MOST)
              .map(e -> inProject(key, e.getKey(), e.getValue()))
              .toList();
      return new Elsewhere(followers.size(), named, byProject.size() - named.size());
    }

    /** Its page of workloads has those of the kinds that the reader may list there. */
    private InProject inProject(TagKey key, String project, List<Follower> followers) {
      boolean lists =
          followers.stream()
              .map(Follower::kind)
              .distinct()
              .allMatch(kind -> may(user, "list", kind, project, ""));
      String tag = "%s/%s:%s".formatted(key.namespace(), key.stream(), key.tag());
      return new InProject(
          project, followers.size(), lists ? Paths.with(Paths.workloads(project), "tag", tag) : "");
    }

    private boolean isHere(Follower follower) {
      return follower.namespace().equals(stream.namespace());
    }

    private Row row(Follower follower, Standing standing) {
      return new Row(
          follower.kind().kind(),
          follower.name(),
          isHere(follower) ? "" : follower.namespace(),
          Paths.workload(follower.namespace(), follower.kind().resource(), follower.name()),
          state(standing.state()),
          standing.message());
    }

    private boolean sees(Follower follower) {
      ResourceKind kind = follower.kind();
      return seesAll.computeIfAbsent(
              List.of(kind.resource(), follower.namespace()),
              _ -> FollowedTags.this.sees(user, kind, follower.namespace(), ""))
          || (named++ < MOST_NAMES
              && FollowedTags.this.sees(user, kind, follower.namespace(), follower.name()));
    }
  }

  private static Runs.State state(TagFollowers.State state) {
    return switch (state) {
      case CURRENT -> Runs.State.CURRENT;
      case BEHIND -> Runs.State.BEHIND;
      case PAUSED -> Runs.State.PAUSED;
      case EMPTY -> Runs.State.EMPTY;
      case FIXED -> Runs.State.FIXED;
      case REFUSED -> Runs.State.REFUSED;
    };
  }

  private boolean sees(User user, ResourceKind kind, String namespace, String name) {
    return may(user, "get", kind, namespace, name);
  }

  private boolean may(User user, String verb, ResourceKind kind, String namespace, String name) {
    return authorizer.allows(
        user, Attributes.resource(verb, kind.group(), kind.plural(), namespace, name));
  }

  /** True if all that follows tags is known; a moment after a start it is not yet. */
  public boolean isComplete() {
    return loops.stream().allMatch(TagFollowers::isComplete);
  }

  /** All that follows some of a stream's tags, whoever may see it. */
  public Set<Follower> all(StreamName stream, Set<String> tags) {
    Set<Follower> found = new LinkedHashSet<>();
    for (TagFollowers loop : loops) {
      tags.forEach(
          tag -> found.addAll(loop.of(new TagKey(stream.namespace(), stream.name(), tag))));
    }
    return found;
  }

  /** What somebody may see of a stream's followers. */
  public Reading read(User user, StreamName stream) {
    return new Reading(user, stream);
  }

  /** Other words after each change of what follows the stream, and of how that stands. */
  public String version(StreamName stream) {
    List<String> all = loops.stream().map(loop -> Long.toString(loop.version(stream))).toList();
    return String.join(".", all);
  }

  /**
   * Tells of such changes, as far as somebody may see what they are of.
   *
   * @param changed is quick
   */
  public Listening listen(User user, StreamName stream, Runnable changed) {
    List<Listening> all =
        loops.stream()
            .map(loop -> loop.listen(stream, follower -> tell(user, follower, changed)))
            .toList();
    return () -> all.forEach(Listening::close);
  }

  private void tell(User user, Follower follower, Runnable changed) {
    boolean sees;
    try {
      sees = sees(user, follower.kind(), follower.namespace(), follower.name());
    } catch (StatusException _) {
      sees = true; // nobody can tell now; a page that gets itself anew asks again
    }
    if (sees) {
      changed.run();
    }
  }
}
