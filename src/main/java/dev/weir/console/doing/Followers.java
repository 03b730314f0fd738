package dev.weir.console.doing;

import dev.weir.client.Resources;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.follower.MoveRights;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.prune.Workload;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.trigger.TagFollowers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the workloads that follow tags, among those that the reader may see, and what a move means
 * for each.
 *
 * @param kinds that this server moves
 * @param rights which triggers may move nothing
 * @param ownHost whether a host is the registry's
 * @param elsewhere workloads of another server, which follow tags too; it throws where they cannot
 *     be told
 */
public record Followers(
    List<TriggeredKind> kinds,
    MoveRights rights,
    Predicate<String> ownHost,
    Optional<Supplier<List<Workload>>> elsewhere) {
  private static final int FORBIDDEN = 403;

  /** Most projects that are gone through for who may not list all at once. */
  private static final int MOST_PROJECTS = 100;

  private static final int MOST_ROWS = 200;

  /** Most workloads that are read to be told of. */
  private static final int MOST_READ = 1000;

  private static final int NOT_FOUND = 404;

  public Followers {
    kinds = List.copyOf(kinds);
  }

  /**
   * What becomes of those that follow the tags.
   *
   * @param after the tags' stream as it is to be
   * @param tags of it
   */
  Rolls of(Visit visit, ImageStream after, Set<String> tags) {
    Search search = new Search(visit, after, tags);
    for (TriggeredKind kind : kinds) {
      search.look(kind);
    }
    return search.found();
  }

  /**
   * The same, of those that the loops know to follow the tags: it costs what these cost, however
   * many workloads there are, and may be a moment behind.
   */
  Rolls known(Visit visit, ImageStream after, Set<String> tags, FollowedTags followed) {
    if (!followed.isComplete()) {
      return of(visit, after, tags);
    }
    Search search = new Search(visit, after, tags);
    followed.all(after.name(), tags).stream().limit(MOST_READ).forEach(search::look);
    search.tellOfOthers();
    return search.found();
  }

  private final class Search implements TagLookup {
    private final Visit visit;
    private final ImageStream after;
    private final Set<String> tags;
    private final List<Rolls.Row> rows = new ArrayList<>();
    private final Map<StreamName, Optional<ImageStream>> others = new HashMap<>();
    private List<String> projects = List.of();
    private boolean partly;

    Search(Visit visit, ImageStream after, Set<String> tags) {
      this.visit = visit;
      this.after = after;
      this.tags = tags;
    }

    Rolls found() {
      List<String> notes = new ArrayList<>();
      if (partly) {
        notes.add("Workloads that you may not see are not listed.");
      }
      if (elsewhere.isPresent()) {
        notes.add("Workloads of the other cluster that follow it move too; they are not listed.");
      }
      if (rows.size() > MOST_ROWS) {
        notes.add("And " + (rows.size() - MOST_ROWS) + " more.");
      }
      return new Rolls(rows.stream().limit(MOST_ROWS).toList(), String.join(" ", notes));
    }

    void look(TagFollowers.Follower follower) {
      kinds.stream()
          .filter(kind -> kind.kind().equals(follower.kind()))
          .findFirst()
          .ifPresent(
              kind ->
                  read(kind, follower.namespace(), follower.name())
                      .ifPresent(object -> look(kind, object)));
    }

    private Optional<ApiObject> read(TriggeredKind kind, String namespace, String name) {
      try {
        return Optional.of(visit.objects().get(kind.kind(), namespace, name));
      } catch (StatusException e) {
        if (e.status().code() != FORBIDDEN && e.status().code() != NOT_FOUND) {
          throw e;
        }
        return Optional.empty();
      }
    }

    /** Whether there may be more, by what the reader may see and not by what there is. */
    void tellOfOthers() {
      partly = kinds.stream().anyMatch(kind -> !Rights.may(visit, "list", kind.kind(), "", ""));
    }

    void look(TriggeredKind kind) {
      Optional<Resources.Listing> all = list(kind, "");
      if (all.isPresent()) {
        all.get().objects().forEach(object -> look(kind, object));
        return;
      }
      partly = true;
      for (String project : projects()) {
        list(kind, project).ifPresent(some -> some.objects().forEach(object -> look(kind, object)));
      }
    }

    private List<String> projects() {
      if (projects.isEmpty()) {
        projects =
            StreamSupport.stream(
                    visit
                        .objects()
                        .list(Kinds.PROJECT, "", Resources.Query.ALL)
                        .objects()
                        .spliterator(),
                    false)
                .map(project -> Meta.name(project.tree()))
                .sorted((a, b) -> Boolean.compare(isOwn(b), isOwn(a)))
                .limit(MOST_PROJECTS)
                .toList();
      }
      return projects;
    }

    private boolean isOwn(String project) {
      return project.equals(after.name().namespace());
    }

    private Optional<Resources.Listing> list(TriggeredKind kind, String project) {
      try {
        return Optional.of(visit.objects().list(kind.kind(), project, Resources.Query.ALL));
      } catch (StatusException e) {
        if (e.status().code() != FORBIDDEN) {
          throw e;
        }
        return Optional.empty();
      }
    }

    private void look(TriggeredKind kind, ApiObject found) {
      ObjectNode object = found.tree();
      if (Meta.isControlled(object)) {
        return;
      }
      List<Trigger> triggers = kind.triggers(object).all();
      if (triggers.stream().noneMatch(this::isMeant)) {
        return;
      }
      for (TriggerDecision decision : kind.decide(object, triggers, this)) {
        if (isMeant(decision.trigger())) {
          rows.add(row(kind, object, decision));
        }
      }
    }

    private boolean isMeant(Trigger trigger) {
      return trigger.from().streamName().equals(after.name())
          && tags.contains(trigger.from().tag());
    }

    private Rolls.Row row(TriggeredKind kind, ObjectNode object, TriggerDecision decision) {
      Optional<String> refused = rights.refusal(kind.kind(), object, decision.trigger());
      boolean moves = decision instanceof TriggerDecision.Move && refused.isEmpty();
      return new Rolls.Row(
          "roll-" + rows.size(),
          kind.kind().kind(),
          Meta.name(object),
          Meta.namespace(object),
          decision.trigger().from().nameInNamespace(),
          moves,
          refused.map(why -> "stays: " + why).orElseGet(() -> says(decision)));
    }

    private static String says(TriggerDecision decision) {
      return switch (decision) {
        case TriggerDecision.Move(Trigger.OfBuild _, String _, String to) ->
            "builds anew from " + Words.image(to);
        case TriggerDecision.Move(Trigger _, String from, String to) ->
            from.isBlank()
                ? "starts with " + Words.image(to)
                : "rolls from " + Words.image(from) + " to " + Words.image(to);
        case TriggerDecision.UpToDate _ -> Rolls.UP_TO_DATE;
        case TriggerDecision.Paused _ -> "stays: its trigger is paused";
        case TriggerDecision.Unresolved _ -> "stays: the tag has no image";
        case TriggerDecision.Misplaced(Trigger _, String reason) -> "stays: " + reason;
        case TriggerDecision.Waits _ -> "waits until its other tags have images";
        case TriggerDecision.Fixed(Trigger _, String reason) -> "stays: " + reason;
      };
    }

    @Override
    public Optional<String> newest(Trigger.TagKey tag) {
      return tag.streamName().equals(after.name())
          ? after.pullSpec(tag.tag())
          : others
              .computeIfAbsent(tag.streamName(), this::read)
              .flatMap(stream -> stream.pullSpec(tag.tag()));
    }

    private Optional<ImageStream> read(StreamName name) {
      try {
        return Optional.of(
            StreamJson.read(
                visit.objects().get(Kinds.IMAGE_STREAM, name.namespace(), name.name()).tree()));
      } catch (StatusException _) {
        return Optional.empty(); // hidden, or not there
      }
    }

    @Override
    public boolean isOwnHost(String host) {
      return ownHost.test(host);
    }
  }
}
