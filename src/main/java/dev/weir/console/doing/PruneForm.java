package dev.weir.console.doing;

import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.prune.PruneRules;
import dev.weir.prune.Pruning;
import dev.weir.prune.References;
import dev.weir.pruning.Deletes;
import dev.weir.pruning.PruneFailure;
import dev.weir.pruning.PruneInput;
import dev.weir.pruning.PruneReport;
import dev.weir.pruning.PruneResult;
import dev.weir.pruning.PruneRun;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shortens the histories of streams, of a project or of all: what would go is shown first. */
public final class PruneForm implements Page {
  private static final int MOST_LINES = 200;
  private static final int CONFLICT = 409;

  /** In the place of a project. */
  private static final String ALL = "all";

  private final Followers followers;
  private final Clock clock;

  public PruneForm(Followers followers, Clock clock) {
    this.followers = followers;
    this.clock = clock;
  }

  /**
   * What stays.
   *
   * @param everywhere of the streams of all projects
   */
  private record Keep(boolean everywhere, int revisions, int minutes) {
    static Keep of(Visit visit) {
      return new Keep(
          (visit.isPost() ? visit.field("projects") : visit.query("projects")).equals(ALL),
          number(visit, "revisions", PruneRules.USUAL_REVISIONS),
          number(visit, "minutes", (int) PruneRules.USUAL_AGE.toMinutes()));
    }

    private static int number(Visit visit, String name, int usual) {
      String text = visit.isPost() ? visit.field(name) : visit.query(name);
      return text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : usual;
    }

    /** The project; empty for all. */
    String namespace(Place place) {
      return everywhere ? "" : place.project();
    }

    String shown(Place place) {
      return everywhere ? "all projects" : place.project();
    }

    PruneRules rules() {
      return PruneRules.keeping(Duration.ofMinutes(minutes), revisions).ofHistoriesAlone();
    }
  }

  /** A run, or what one would do. */
  private record Run(List<String> lines, PruneResult result) {
    String mark() {
      return Digest.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
          .hex()
          .substring(0, 32);
    }
  }

  @Override
  public void answer(Visit visit) throws IOException, InterruptedException {
    Place place = new Place(visit.name(0), "", "");
    Keep keep = Keep.of(visit);
    if (!visit.isPost()) {
      visit.show("doing.jte", shown(visit, place, keep, ""));
      return;
    }
    if (!run(visit, place, keep, Deletes.NONE).mark().equals(visit.field("seen"))) {
      visit.show(
          CONFLICT,
          "doing.jte",
          shown(
              visit,
              place,
              keep,
              "Something changed meanwhile: this is what would go now. Nothing was done; look"
                  + " again."));
      return;
    }
    Run done = run(visit, place, keep, Deletes.of(visit.objects(), Deletes.NONE));
    visit.show("now.jte", done(visit, place, keep, done));
  }

  private Run run(Visit visit, Place place, Keep keep, Deletes deletes)
      throws InterruptedException {
    Instant now = clock.instant();
    List<String> lines = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    PruneInput input =
        PruneInput.read(visit.objects(), keep.namespace(place), hidden::add)
            .with(followers.elsewhere().map(Supplier::get).orElse(List.of()));
    if (!hidden.isEmpty()) {
      throw ApiStatus.forbidden(String.join(" ", hidden)).exception();
    }
    References used = References.of(input.workloads(), keep.rules(), now);
    if (!used.invalid().isEmpty()) {
      throw ApiStatus.badRequest(
              "Workloads name images in ways that cannot be read, so nothing is pruned; \"weir adm"
                  + " prune images\" tells which.")
          .exception();
    }
    Pruning pruning = new Pruning(keep.rules(), now, input.images(), used, input.limits());
    PruneResult result =
        new PruneRun(pruning, List.of(deletes), new Lines(lines)).run(input.streams());
    return new Run(lines, result);
  }

  private record Lines(List<String> lines) implements PruneReport {
    @Override
    public void goes(String line, String why) {
      lines.add(line + " (" + why + ")");
    }

    @Override
    public void failed(String line) {
      lines.add(line);
    }
  }

  /** True if the reader may see all that has to be looked at, and change histories. */
  static boolean may(Visit visit, String project) {
    return Rights.may(visit, "list", Kinds.IMAGE, "", "")
        && Rights.may(visit, "update", Kinds.IMAGE_STREAM, "status", project, "");
  }

  private FormView shown(Visit visit, Place place, Keep keep, String alert)
      throws InterruptedException {
    if (!may(visit, keep.namespace(place))) {
      return refused(visit, place, keep);
    }
    Run dry = run(visit, place, keep, Deletes.NONE);
    List<String> happens = new ArrayList<>(some(dry.lines()));
    happens.add(
        dry.lines().isEmpty()
            ? "Nothing is old and unused, so nothing goes."
            : "In all: " + dry.result().counts() + ".");
    happens.add(
        "What workloads use stays, and no workload rolls. Images that no history has any more are"
            + " collected later.");
    return new FormView(
        TagForm.shell(visit, place, "Prune " + keep.shown(place), "Prune"),
        alert,
        ask(place, keep, keep.everywhere() || may(visit, "")),
        happens,
        false,
        Rolls.NONE,
        !dry.lines().isEmpty()
            ? new FormView.Confirm(
                Map.of(
                    "seen", dry.mark(),
                    "projects", keep.everywhere() ? ALL : "",
                    "revisions", Integer.toString(keep.revisions()),
                    "minutes", Integer.toString(keep.minutes())),
                List.of(),
                "Prune",
                true)
            : FormView.Confirm.IMPOSSIBLE,
        List.of(
            "%s --prune-registry=false --keep-tag-revisions=%d --keep-younger-than=%dm --confirm"
                .formatted(
                    keep.everywhere()
                        ? "weir projects -q | xargs -I{} weir adm prune images -n {}"
                        : "weir adm prune images -n " + place.project(),
                    keep.revisions(),
                    keep.minutes())),
        Paths.project(place.project()));
  }

  private static FormView.Ask ask(Place place, Keep keep, boolean mayEverywhere) {
    List<FormView.Field> fields = new ArrayList<>();
    if (mayEverywhere) {
      Map<String, String> projects = new LinkedHashMap<>();
      projects.put("", place.project());
      projects.put(ALL, "all projects");
      fields.add(
          FormView.Field.select(
              "projects", "Streams of", keep.everywhere() ? ALL : "", "", projects));
    }
    fields.addAll(
        List.of(
            FormView.Field.text(
                "revisions",
                "Images of each tag that stay",
                Integer.toString(keep.revisions()),
                "The newest ones.",
                true),
            FormView.Field.text(
                "minutes",
                "Minutes for which everything stays",
                Integer.toString(keep.minutes()),
                "What is younger is left alone.",
                true)));
    return new FormView.Ask("get", Map.of(), fields, "Show what would go");
  }

  private static List<String> some(List<String> lines) {
    int more = lines.size() - MOST_LINES;
    List<String> some = new ArrayList<>(lines.stream().limit(MOST_LINES).toList());
    if (more > 0) {
      some.add("And " + more + " more.");
    }
    return some;
  }

  private static FormView refused(Visit visit, Place place, Keep keep) {
    var _ = visit.objects().get(Kinds.PROJECT, "", place.project());
    return new FormView(
        TagForm.shell(visit, place, "Prune " + keep.shown(place), "Prune"),
        "Who prunes looks at all images. Ask who runs the server for the role"
            + " \"system:image-pruner\".",
        FormView.Ask.NOTHING,
        List.of(),
        false,
        Rolls.NONE,
        FormView.Confirm.IMPOSSIBLE,
        List.of(),
        Paths.project(place.project()));
  }

  private static NowPage.View done(Visit visit, Place place, Keep keep, Run done) {
    List<String> says = new ArrayList<>(some(done.lines()));
    says.add("In all: " + done.result().counts() + ".");
    return new NowPage.View(
        TagForm.shell(visit, place, "Pruned " + keep.shown(place), "Prune"),
        Notices.failed(done.result().failures().stream().map(PruneFailure::toString).toList()),
        says,
        false,
        Rolls.NONE,
        Paths.project(place.project()),
        "Go to " + place.project());
  }
}
