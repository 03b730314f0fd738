package dev.weir.console.doing;

import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImportPolicy;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants to have imported.
 *
 * @param all the whole repository
 * @param mode one of {@link #MODES}
 * @param reference one of {@link #REFERENCES}
 */
record WantedImport(
    String from, boolean all, boolean scheduled, boolean insecure, String mode, String reference) {
  /** What becomes of a list of images, and how people read it. */
  static final Map<String, String> MODES =
      choices(
          ImportPolicy.LEGACY, "take one image (Legacy)",
          ImportPolicy.PRESERVE_ORIGINAL, "keep the list (PreserveOriginal)");

  /** Whose pull specs workloads get, and how people read it. */
  static final Map<String, String> REFERENCES =
      choices(
          SpecTag.SOURCE, "its source (Source)",
          SpecTag.LOCAL, "this registry (Local)");

  private static Map<String, String> choices(
      String usual, String usually, String other, String otherwise) {
    Map<String, String> choices = new LinkedHashMap<>();
    choices.put(usual, usually);
    choices.put(other, otherwise);
    return choices;
  }

  private static String chosen(Map<String, String> choices, String word) {
    return choices.containsKey(word) ? word : choices.keySet().iterator().next();
  }

  /** As a form says it. */
  static WantedImport of(Visit visit) {
    return new WantedImport(
        visit.field("from"),
        visit.field("all").equals("true") || visit.field("tag").isEmpty(),
        visit.field("scheduled").equals("true"),
        visit.field("insecure").equals("true"),
        chosen(MODES, visit.field("mode")),
        chosen(REFERENCES, visit.field("reference")));
  }

  /** As the stream has it. */
  static WantedImport stored(Seen seen, Place place) {
    Optional<SpecTag> tag = seen.stream().specTag(place.tag()).filter(SpecTag::isImportable);
    return new WantedImport(
        tag.flatMap(SpecTag::from)
            .map(TagSource::name)
            .orElse(place.tag().isEmpty() ? seen.stream().dockerImageRepository() : ""),
        place.tag().isEmpty(),
        tag.map(it -> it.importPolicy().scheduled()).orElse(false),
        tag.map(it -> it.importPolicy().insecure()).orElse(false),
        chosen(MODES, tag.map(it -> it.importPolicy().mode()).orElse("")),
        chosen(REFERENCES, tag.map(SpecTag::referencePolicy).orElse("")));
  }

  /** The place that it is about: of a whole repository the stream. */
  Place about(Place place) {
    return all ? place.withTag("") : place;
  }

  /** The request; checked before anything is asked. */
  ObjectNode request(Place place, Seen now, boolean store) {
    check(place);
    ObjectNode request =
        Json.object().put("kind", "ImageStreamImport").put("apiVersion", "image.openshift.io/v1");
    ObjectNode metadata =
        Meta.of(request).put("name", place.stream()).put("namespace", place.project());
    if (now.object().isPresent()) {
      metadata.put("resourceVersion", now.version());
    }
    ObjectNode spec = request.putObject("spec").put("import", store);
    ObjectNode what = all ? spec.putObject("repository") : spec.putArray("images").addObject();
    what.putObject("from").put("kind", TagSource.DOCKER_IMAGE).put("name", from);
    if (!all) {
      what.putObject("to").put("name", place.tag());
    }
    ObjectNode policy = what.putObject("importPolicy").put("importMode", mode);
    if (scheduled) {
      policy.put("scheduled", true);
    }
    if (insecure) {
      policy.put("insecure", true);
    }
    what.putObject("referencePolicy").put("type", reference);
    return request;
  }

  private void check(Place place) {
    if (!StreamName.isValidName(place.stream())) {
      throw Source.wrong("\"" + place.stream() + "\" is no name of an image stream.");
    }
    if (!all && !TagName.isValid(place.tag())) {
      throw Source.wrong("Say which tag is imported, or choose the whole repository.");
    }
    if (!Words.isReference(from)) {
      throw Source.wrong("\"%s\" names no image; write it as quay.io/team/app:v1.".formatted(from));
    }
  }

  /** What does the same; of what is usual nothing is said. */
  String command(Place place) {
    return "oc import-image -n %s %s --from=%s%s%s%s%s%s --confirm"
        .formatted(
            place.project(),
            all ? place.stream() : place.shown(),
            Words.word(from),
            all ? " --all" : "",
            scheduled ? " --scheduled" : "",
            insecure ? " --insecure" : "",
            mode.equals(ImportPolicy.LEGACY) ? "" : " --import-mode=" + mode,
            reference.equals(SpecTag.SOURCE) ? "" : " --reference-policy=local");
  }
}
