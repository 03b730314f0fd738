package dev.weir.console.doing;

import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.reference.StreamName;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Asks for the image stream into which something is imported. */
public final class NewImport implements Page {
  @Override
  public void answer(Visit visit) throws IOException {
    Place place = new Place(visit.name(0), "", "");
    String stream = visit.query("stream");
    if (StreamName.isValidName(stream)) {
      visit.go(Paths.form(place.project(), stream, "import"));
      return;
    }
    var _ = visit.objects().get(Kinds.PROJECT, "", place.project());
    visit.show(
        "doing.jte",
        new FormView(
            TagForm.shell(visit, place, "Import into " + place.project(), "Import"),
            stream.isEmpty() ? "" : "\"" + stream + "\" is no name of an image stream.",
            new FormView.Ask(
                "get",
                Map.of(),
                List.of(
                    FormView.Field.text(
                        "stream",
                        "Image stream",
                        stream,
                        "Small letters, digits and hyphens; it is made if it is not there.",
                        true)),
                "Next"),
            List.of(),
            false,
            Rolls.NONE,
            FormView.Confirm.IMPOSSIBLE,
            List.of(),
            Paths.project(place.project())));
  }
}
