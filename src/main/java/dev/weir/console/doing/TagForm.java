package dev.weir.console.doing;

import dev.weir.console.visit.Page;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A form that does something to a stream or a tag. Got, it says what will happen; posted, it does
 * it, unless what it showed is not so any more: then it says how it is now.
 */
abstract class TagForm implements Page {
  private static final String NO_RIGHT =
      "You may look at this, and not do it. Ask who runs the project for the role \"edit\".";

  /** What is wrong with what was sent, or with when: the form is shown again and says it. */
  private static final Set<Integer> SHOWN_AGAIN = Set.of(400, 409, 422);

  /** The form, as things are now. */
  abstract FormView shown(Visit visit, Place place, String alert);

  /** Does it. */
  abstract void act(Visit visit, Place place) throws IOException;

  @Override
  public final void answer(Visit visit) throws IOException {
    Place place = Place.of(visit);
    if (!visit.isPost()) {
      visit.show("doing.jte", shown(visit, place, ""));
      return;
    }
    try {
      act(visit, place);
    } catch (StatusException refused) {
      int code = refused.status().code();
      if (!SHOWN_AGAIN.contains(code)) {
        throw refused;
      }
      visit.show(code, "doing.jte", shown(visit, place, refused.status().message()));
    }
  }

  static Shell shell(Visit visit, Place place, String title, String crumb) {
    return visit.shell(title, Section.PROJECTS, place.crumbs(crumb));
  }

  /** What a form of a tag sends back of what it showed. */
  static Map<String, String> seen(Place place, Seen seen) {
    Map<String, String> hidden = new LinkedHashMap<>();
    if (!place.tag().isEmpty()) {
      hidden.put("tag", place.tag());
    }
    hidden.put("seen", seen.mark(place.tag()));
    return hidden;
  }

  static String noRight(boolean may) {
    return may ? "" : NO_RIGHT;
  }

  /** True if the reader may change the tag as these forms do. */
  static boolean mayPatch(Visit visit, Place place) {
    return Rights.may(visit, "patch", Kinds.IMAGE_STREAM_TAG, place.project(), place.shown());
  }

  static String first(String one, String otherwise) {
    return one.isEmpty() ? otherwise : one;
  }

  /** Changes annotations of a tag that is as the form showed it. */
  static void annotate(Visit visit, Place place, Consumer<ObjectNode> change) {
    Seen.write(
        visit,
        place,
        visit.field("seen"),
        now -> {
          ObjectNode patch = Json.object();
          ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", now.version());
          change.accept(metadata.putObject("annotations"));
          var _ =
              visit
                  .objects()
                  .patch(
                      Kinds.IMAGE_STREAM_TAG,
                      place.project(),
                      place.shown(),
                      ObjectPatch.MERGE,
                      Json.bytes(patch));
        });
  }

  /** Who holds a tag, and why. */
  static String note(Visit visit, String otherwise) {
    return visit.viewer().user().name() + ": " + first(visit.field("reason"), otherwise);
  }

  static FormView.Field reason() {
    return FormView.Field.text(
        "reason", "Reason", "", "For whoever asks why; stands on the tag beside your name.", false);
  }

  static List<String> joined(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }
}
