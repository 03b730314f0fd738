package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagHistory;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Deletes a tag, or a whole stream. */
public final class DeleteForm extends TagForm {
  private final Followers followers;

  public DeleteForm(Followers followers) {
    this.followers = followers;
  }

  @Override
  FormView shown(Visit visit, Place place, String alert) {
    Seen seen = Seen.present(visit, place);
    ResourceKind kind = kind(place);
    boolean may = Rights.may(visit, "delete", kind, place.project(), place.shown());
    Set<String> tags = tags(seen, place);
    Map<String, TagHistory> left = new HashMap<>(seen.stream().tags());
    tags.forEach(left::remove);
    ImageStream after = seen.stream().withTags(left);
    String short_ = place.tag().isEmpty() ? "is" : "istag";
    return new FormView(
        shell(visit, place, "Delete " + place.shown(), "Delete"),
        first(alert, noRight(may)),
        FormView.Ask.NOTHING,
        place.tag().isEmpty() ? ofStream(place, tags) : ofTag(seen, place),
        true,
        followers.of(visit, after, tags),
        may
            ? new FormView.Confirm(seen(place, seen), List.of(), "Delete", true)
            : FormView.Confirm.IMPOSSIBLE,
        List.of("oc delete %s -n %s %s".formatted(short_, place.project(), place.shown())),
        place.page());
  }

  private static ResourceKind kind(Place place) {
    return place.tag().isEmpty() ? Kinds.IMAGE_STREAM : Kinds.IMAGE_STREAM_TAG;
  }

  private static Set<String> tags(Seen seen, Place place) {
    if (!place.tag().isEmpty()) {
      return Set.of(place.tag());
    }
    Set<String> all = new TreeSet<>(seen.stream().tags().keySet());
    all.addAll(seen.stream().spec().keySet());
    return all;
  }

  private static List<String> ofStream(Place place, Set<String> tags) {
    return List.of(
        "%s goes with its %s and their history; nobody can bring that back."
            .formatted(place.shown(), tags.size() == 1 ? "one tag" : tags.size() + " tags"),
        "What nothing else names is collected later. Who still pulls from it gets an error.",
        "Workloads keep the images that they have, and follow nothing any more:");
  }

  private static List<String> ofTag(Seen seen, Place place) {
    List<String> happens = new ArrayList<>();
    String image = seen.image(place.tag());
    happens.add(
        "%s%s goes with its history; nobody can bring that back."
            .formatted(place.shown(), image.isEmpty() ? "" : " (" + Brief.of(image) + ")"));
    List<String> others =
        MovedTags.with(seen.stream(), place.tag()).stream().skip(1).sorted().toList();
    if (!others.isEmpty()) {
      happens.add("Tags that follow it stay what they are: " + String.join(", ", others) + ".");
    }
    happens.add("Who still pulls it by its name gets an error.");
    happens.add("Workloads keep the images that they have, and follow nothing any more:");
    return happens;
  }

  @Override
  void act(Visit visit, Place place) throws IOException {
    Seen.write(
        visit,
        place,
        visit.field("seen"),
        now -> {
          ApiObject stream =
              now.object()
                  .orElseThrow(() -> ApiStatus.notFound(kind(place), place.shown()).exception());
          ObjectNode seen = Json.object();
          Meta.of(seen)
              .put("name", place.shown())
              .put("namespace", place.project())
              .put("uid", Meta.uid(stream.tree()))
              .put("resourceVersion", now.version());
          var _ = visit.objects().delete(kind(place), ApiObject.of(seen));
        });
    visit.go(place.now());
  }
}
